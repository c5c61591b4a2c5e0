// exp, log, tanh and the normal distribution for all lanes at once, to a few units in the last
// place. Exponents are at most 0 wherever they are used, so nothing overflows.
#pragma once

#include "vectors.h"

namespace MIERU_ISA {

template <class S>
struct Constants;

template <>
struct Constants<float> {
  static constexpr float shift = 12582912.f;  // 1.5·2²³: adding it rounds to a whole number
  static constexpr int digits = 23, bias = 127;
  static constexpr float least_exponent = -87.f;
  static constexpr float ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
  static constexpr int exp_terms = 6, log_terms = 5, normal_terms = 13;
};

template <>
struct Constants<double> {
  static constexpr double shift = 6755399441055744.;  // 1.5·2⁵²
  static constexpr int digits = 52, bias = 1023;
  static constexpr double least_exponent = -708.;
  static constexpr double ln2_high = 0.693147180369123816490, ln2_low = 1.90821492927058770002e-10;
  static constexpr int exp_terms = 12, log_terms = 11, normal_terms = 26;
};

// Σ c[k] xᵏ as p(x²) + x·q(x²), again and again: short chains of operations that wait for another.
template <class S, int terms, int stride = 1>
inline Vec<S> polynomial(const double* c, Vec<S> x) {
  if constexpr (terms == 1) {
    return every<S>(S(c[0]));
  } else if constexpr (terms == 2) {
    return S(c[0]) + S(c[stride]) * x;
  } else {
    Vec<S> square = x * x;
    return polynomial<S, (terms + 1) / 2, 2 * stride>(c, square) +
           x * polynomial<S, terms / 2, 2 * stride>(c + stride, square);
  }
}

// eˣ = scale·(1 + rest), for x ≤ 0 (or a little above).
template <class S>
struct Power {
  Vec<S> scale, rest;
};

template <class S>
inline Power<S> power(Vec<S> x) {
  using C = Constants<S>;
  // (eʳ − 1 − r)/r², |r| ≤ ½ ln 2: Taylor's series
  static constexpr double series[] = {
      1. / 2,      1. / 6,       1. / 24,       1. / 120,       1. / 720,        1. / 5040,
      1. / 40320,  1. / 362880,  1. / 3628800,  1. / 39916800,  1. / 479001600,  1. / 6227020800};
  x = at_least(x, every(S(C::least_exponent)));
  Vec<S> shifted = x * S(1.44269504088896340736) + C::shift;
  Vec<S> whole = shifted - C::shift;
  Vec<S> r = (x - whole * C::ln2_high) - whole * C::ln2_low;
  Vec<S> rest = r + r * r * polynomial<S, C::exp_terms>(series, r);
  Whole<S> exponent = ((Whole<S>)shifted + C::bias) << C::digits;
  return {as_numbers<S>(exponent), rest};
}

template <class S>
inline Vec<S> exponential(Vec<S> x) {
  Power<S> e = power<S>(x);
  return e.scale + e.scale * e.rest;
}

template <class S>
inline Vec<S> exponential_less_1(Vec<S> x) {
  Power<S> e = power<S>(x);
  return e.scale * e.rest + (e.scale - 1);
}

// log x for x of usual size, above 0; what is no number stays none, for which there is x − x.
template <class S>
inline Vec<S> logarithm(Vec<S> x) {
  using C = Constants<S>;
  // (artanh(s)/s − 1)/s², |s| ≤ 0.172
  static constexpr double series[] = {1. / 3,  1. / 5,  1. / 7,  1. / 9,  1. / 11, 1. / 13,
                                      1. / 15, 1. / 17, 1. / 19, 1. / 21, 1. / 23};
  // The exponent that leaves a factor between √½ and √2.
  Whole<S> root_half = (Whole<S>)every(S(0.70710678118654752440));
  Whole<S> exponent = ((Whole<S>)x - root_half) >> C::digits;
  Vec<S> factor = as_numbers<S>((Whole<S>)x - (exponent << C::digits));
  Vec<S> whole = __builtin_convertvector(exponent, Vec<S>);
  Vec<S> s = (factor - 1) / (factor + 1);
  Vec<S> square = s * s;
  Vec<S> rest = s + s * square * polynomial<S, C::log_terms>(series, square);
  return whole * C::ln2_high + (whole * C::ln2_low + 2 * rest) + (x - x);
}

// log(1 + x) for 0 ≤ x ≤ 1.
template <class S>
inline Vec<S> logarithm_1_plus(Vec<S> x) {
  Vec<S> y = 1 + x;
  return logarithm<S>(y) + (x - (y - 1)) / y;
}

inline Vec<float> tangent(Vec<float> x) {
  // x·P(x²)/Q(x²), the best of its kind up to 7.9, from where on it stays: 1 − 2.7e-7
  static constexpr double above[] = {0.9999999943526005, 0.13450623766151923, 0.0035789958267879126,
                                     2.202330835513305e-05, 1.542806276549476e-08};
  static constexpr double below[] = {1.0, 0.46783951767669085, 0.026192252382315144,
                                     0.00034236567925152327, 8.598816357389838e-07};
  x = at_most(at_least(x, every(-7.9f)), every(7.9f));
  Vec<float> square = x * x;
  return x * polynomial<float, 5>(above, square) / polynomial<float, 5>(below, square);
}

inline Vec<double> tangent(Vec<double> x) {
  Vec<double> m = exponential_less_1<double>(-2 * absolute(x));
  Vec<double> t = m / (m + 2);
  return x < 0 ? t : -t;
}

inline Vec<float> logistic(Vec<float> u) { return 0.5f + 0.5f * tangent(0.5f * u); }

inline Vec<double> logistic(Vec<double> u) {
  Vec<double> e = exponential<double>(-absolute(u));
  return (u < 0 ? e : 1 + Vec<double>{}) / (1 + e);
}

// Φ(u), the normal distribution, exact in its lower tail as well.
template <class S>
inline Vec<S> normal(Vec<S> u) {
  // erfc(a)·exp(a²)·(1 + 2a) as a Chebyshev series in t = (a − 3)/(a + 3)
  // (the form of Shepherd and Laframboise 1981, the coefficients computed anew)
  static constexpr double c[] = {
      1.17756257419656005,     0.00535390453961567677,  -0.0937755034228420905,
      0.0543665255574432205,   -0.0189765967078452074,  0.00445342606146271157,
      -0.000633553171055314694, 0.0000176617195231715919, 0.0000128415328640566707,
      -2.00722856590599144e-6, -1.8075227904148371e-7,  7.54982834382509283e-8,
      1.88566852383860279e-9,  -2.699519049798364e-9,   -1.46007911993910494e-11,
      1.03616074459694897e-10, 1.47571597662347301e-12, -4.27734006439691082e-12,
      -2.07922492859798998e-13, 1.81345020031769624e-13, 1.97342557454473883e-14,
      -7.28794373759267316e-15, -1.51698786902281157e-15, 2.35141122587814035e-16,
      1.00061116918216676e-16, -2.05725281695385463e-18};
  Vec<S> a = absolute(u) * S(0.70710678118654752440);
  Vec<S> t = (a - 3) / (a + 3), before = {}, last = {};
  for (int k = Constants<S>::normal_terms - 1; k > 0; --k) {  // Clenshaw
    Vec<S> here = 2 * t * last - before + S(c[k]);
    before = last;
    last = here;
  }
  Vec<S> series = t * last - before + S(c[0]);
  Vec<S> tail = S(0.5) * exponential<S>(-a * a) * series / (1 + 2 * a);
  return u < 0 ? tail : 1 - tail;
}

}  // namespace MIERU_ISA
