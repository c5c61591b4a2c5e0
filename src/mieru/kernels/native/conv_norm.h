// Batch normalization of pictures, with ReLU where it follows: x̂ = (x − m)/√(v + ε), y = γx̂ + β.
#pragma once

#include "conv_finish.h"

namespace MIERU_ISA {

// Mean and (biased) variance of each channel, over the pictures that count. Each picture's own are
// worked out first, about its own mean, and put together in 64 bits: no digits cancel, and rounding
// does not depend on how many threads there are.
inline void norm_statistics(const NormPlan& plan, const float* x, const float* present,
                            float* mean, float* variance, const Workers& workers) {
  const int64_t channels = plan.channels, picture = plan.pixels * channels;
  const float pixels = static_cast<float>(plan.pixels);
  float* own = scratches().sums.floats(2 * plan.pictures * channels);
  share(workers, plan.pictures, [&](int32_t i) {
    const float* from = x + i * picture;
    for (int64_t c = 0; c < channels; c += lanes) {
      const int64_t count = channels - c;
      Numbers total{}, squared{};
      for (int64_t n = c; n < picture; n += channels) total += load_some(from + n, count);
      const Numbers middle = total / pixels;
      for (int64_t n = c; n < picture; n += channels) {
        const Numbers off = load_some(from + n, count) - middle;
        squared += off * off;
      }
      store_some(own + 2 * i * channels + c, middle, count);
      store_some(own + (2 * i + 1) * channels + c, squared / pixels, count);
    }
  });
  double weight = 0;
  for (int64_t i = 0; i < plan.pictures; ++i) weight += present[i];
  for (int64_t c = 0; c < channels; ++c) {
    double total = 0, spread = 0;
    for (int64_t i = 0; i < plan.pictures; ++i)
      total += double(present[i]) * own[2 * i * channels + c];
    const double middle = total / weight;
    for (int64_t i = 0; i < plan.pictures; ++i) {
      const double off = own[2 * i * channels + c] - middle;
      spread += present[i] * (own[(2 * i + 1) * channels + c] + off * off);
    }
    mean[c] = static_cast<float>(middle);
    variance[c] = static_cast<float>(spread / weight);
  }
}

// y = (x − m)·(γ/s) + β, the one form in which both ways work it out.
struct Normal {
  Numbers mean, inverse, scale, shift;

  Normal(const NormPlan& plan, const NormNumbers& given, int64_t c, int64_t count)
      : mean(load_some(given.mean + c, count)),
        inverse(1.f / square_root<float>(load_some(given.variance + c, count) + plan.epsilon)),
        scale(load_some(given.scale + c, count)),
        shift(load_some(given.shift + c, count)) {}

  Numbers normal(Numbers x) const { return (x - mean) * inverse; }
  Numbers of(Numbers normal) const { return normal * scale + shift; }
};

inline void norm(const NormPlan& plan, const float* x, const float* present, const float* scale,
                 const float* shift, float* mean, float* variance, float* y,
                 const Workers& workers) {
  const int64_t channels = plan.channels, picture = plan.pixels * channels;
  norm_statistics(plan, x, present, mean, variance, workers);
  const NormNumbers known{scale, shift, mean, variance};
  share(workers, plan.pictures, [&](int32_t i) {
    const float* from = x + i * picture;
    float* to = y + i * picture;
    for (int64_t c = 0; c < channels; c += lanes) {
      const int64_t count = channels - c;
      const Normal form(plan, known, c, count);
      for (int64_t n = c; n < picture; n += channels) {
        const Numbers value = form.of(form.normal(load_some(from + n, count)));
        store_some(to + n, plan.relu ? rectified(value) : value, count);
      }
    }
  });
}

// ∂E/∂γ = Σδx̂, ∂E/∂β = Σδ, ∂E/∂x = (γ/s)·(δ − (Σδ + x̂·Σδx̂)/n) for each picture that counts. δ of
// a rectified y is 0 where y was not above 0, which is worked out again.
inline void norm_gradient(const NormPlan& plan, const float* x, const float* present,
                          const NormNumbers& given, const float* delta, float* d_x,
                          float* d_scale, float* d_shift, const Workers& workers) {
  const int64_t channels = plan.channels, picture = plan.pixels * channels;
  float* own = scratches().sums.floats(2 * plan.pictures * channels);
  const auto opened_at = [&](const Normal& form, Numbers normal, const float* at, int64_t count) {
    const Numbers value = load_some(at, count);
    return plan.relu ? (form.of(normal) > 0 ? value : Numbers{}) : value;
  };
  share(workers, plan.pictures, [&](int32_t i) {
    const float *from = x + i * picture, *d = delta + i * picture;
    for (int64_t c = 0; c < channels; c += lanes) {
      const int64_t count = channels - c;
      const Normal form(plan, given, c, count);
      Numbers products{}, deltas{};
      for (int64_t n = c; n < picture; n += channels) {
        const Numbers normal = form.normal(load_some(from + n, count));
        const Numbers open = opened_at(form, normal, d + n, count);
        products += open * normal;
        deltas += open;
      }
      store_some(own + 2 * i * channels + c, products, count);
      store_some(own + (2 * i + 1) * channels + c, deltas, count);
    }
  });
  double weight = 0;
  for (int64_t i = 0; i < plan.pictures; ++i) weight += present[i];
  for (int64_t c = 0; c < channels; ++c) {
    double products = 0, deltas = 0;
    for (int64_t i = 0; i < plan.pictures; ++i) {
      products += own[2 * i * channels + c];
      deltas += own[(2 * i + 1) * channels + c];
    }
    d_scale[c] = static_cast<float>(products);
    d_shift[c] = static_cast<float>(deltas);
  }
  const float each = static_cast<float>(1 / (weight * plan.pixels));
  share(workers, plan.pictures, [&](int32_t i) {
    const float *from = x + i * picture, *d = delta + i * picture;
    float* to = d_x + i * picture;
    for (int64_t c = 0; c < channels; c += lanes) {
      const int64_t count = channels - c;
      const Normal form(plan, given, c, count);
      const float share_of = present[i] * each;
      const Numbers by_scale = load_some(d_scale + c, count) * share_of;
      const Numbers by_shift = load_some(d_shift + c, count) * share_of;
      const Numbers factor = form.scale * form.inverse;
      for (int64_t n = c; n < picture; n += channels) {
        const Numbers normal = form.normal(load_some(from + n, count));
        const Numbers open = opened_at(form, normal, d + n, count);
        store_some(to + n, factor * (open - by_shift - normal * by_scale), count);
      }
    }
  });
}

}  // namespace MIERU_ISA
