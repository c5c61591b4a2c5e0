// What XLA calls: the handlers of convolution and pooling, for the instruction set asked for.
#include "conv.h"

#include <atomic>
#include <memory>
#include <thread>

#include "conv_plan.h"
#include "xla/ffi/api/ffi.h"

#ifdef _WIN32
#define MIERU_PUBLIC extern "C" __declspec(dllexport)
#else
#define MIERU_PUBLIC extern "C" __attribute__((visibility("default")))
#endif

namespace ffi = xla::ffi;

namespace baseline {
extern const ConvFunctions conv_functions;
}
#ifdef MIERU_X86
namespace avx2 {
extern const ConvFunctions conv_functions;
}
namespace avx512 {
extern const ConvFunctions conv_functions;
}
#endif

MIERU_PUBLIC int32_t mieru_conv_version() { return MIERU_CONV_VERSION; }

namespace {

// Instruction set `number` as small.cc counts them; Python asks only for what the machine has.
const ConvFunctions& functions(int32_t number) {
#ifdef MIERU_X86
  if (number == 2) return avx512::conv_functions;
  if (number == 1) return avx2::conv_functions;
#endif
  return baseline::conv_functions;
}

// XLA's own threads. The caller works too and waits only for tasks that someone has begun, so it
// cannot wait for a thread that waits for it; a helper that comes late finds nothing to do.
class XlaWorkers final : public Workers {
 public:
  explicit XlaWorkers(ffi::ThreadPool pool) : pool_(pool) {}

  void run(int32_t tasks, Task task, void* what) const override {
    auto job = std::make_shared<Job>(tasks, task, what);
    const int64_t helpers = std::min<int64_t>(pool_.num_threads(), tasks) - 1;
    for (int64_t i = 0; i < helpers; ++i) pool_.Schedule([job] { job->work(); });
    job->work();
    for (int turns = 0; job->left.load(std::memory_order_acquire) > 0; ++turns)
      if (turns > 2000) std::this_thread::yield();
  }

 private:
  struct Job {
    Job(int32_t count, Task task_, void* what_)
        : left(count), tasks(count), task(task_), what(what_) {}

    void work() {
      for (int32_t number; (number = next.fetch_add(1)) < tasks;) {
        task(what, number);
        left.fetch_sub(1, std::memory_order_acq_rel);
      }
    }

    std::atomic<int32_t> next{0}, left;
    const int32_t tasks;
    const Task task;
    void* const what;
  };

  mutable ffi::ThreadPool pool_;
};

using Numbers = ffi::Buffer<ffi::F32>;
using Result = ffi::Result<Numbers>;
using Spots = ffi::Buffer<ffi::U8>;
using Whole = ffi::Span<const int64_t>;

int32_t at(const Numbers& numbers, size_t axis) {
  return static_cast<int32_t>(numbers.dimensions()[axis]);
}

// geometry: strides, dilations, padding above and left, groups.
ConvGeometry geometry_of(Whole g) {
  const auto n = [&](size_t i) { return static_cast<int32_t>(g[i]); };
  return {n(0), n(1), n(2), n(3), n(4), n(5), n(6)};
}

ConvSizes sizes_of(const Numbers& x, const Numbers& y, const Numbers& kernel) {
  return {at(x, 0), at(x, 1), at(x, 2), at(x, 3), at(y, 1), at(y, 2), at(y, 3), at(kernel, 0),
          at(kernel, 1)};
}

// `outputs` are the rows and columns of y, which pooling may have made fewer.
ConvSizes finished_sizes(const Numbers& x, const Numbers& kernel, Whole outputs) {
  return {at(x, 0), at(x, 1), at(x, 2), at(x, 3), static_cast<int32_t>(outputs[0]),
          static_cast<int32_t>(outputs[1]), at(kernel, 3), at(kernel, 0), at(kernel, 1)};
}

ConvSource plain(const Numbers& numbers) { return {numbers.typed_data(), nullptr, nullptr}; }

// δ with what ReLU and pooling left behind: y, or the spots.
ConvSource finished(const Numbers& delta, const ffi::AnyBuffer& left) {
  if (left.element_type() == ffi::U8)
    return {delta.typed_data(), nullptr, left.typed_data<uint8_t>()};
  return {delta.typed_data(), left.typed_data<float>(), nullptr};
}

ffi::Error forward(ffi::ThreadPool pool, Numbers x, Numbers kernel, Result y, Whole geometry,
                   int64_t instructions) {
  const Planned made =
      Planned::forward(sizes_of(x, *y, kernel), geometry_of(geometry));
  functions(instructions)
      .gather(made.plan, plain(x), kernel.typed_data(), y->typed_data(), {}, XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error input_gradient(ffi::ThreadPool pool, Numbers delta, Numbers kernel, Result d_x,
                          Whole geometry, int64_t instructions) {
  const Planned made =
      Planned::input_gradient(sizes_of(*d_x, delta, kernel), geometry_of(geometry));
  functions(instructions)
      .gather(made.plan, plain(delta), kernel.typed_data(), d_x->typed_data(), {},
              XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error weight_gradient(ffi::ThreadPool pool, Numbers x, Numbers delta, Result d_kernel,
                           Whole geometry, int64_t instructions) {
  const Planned made =
      Planned::forward(sizes_of(x, delta, *d_kernel), geometry_of(geometry));
  functions(instructions)
      .weights(made.plan, x.typed_data(), plain(delta), d_kernel->typed_data(), nullptr,
               XlaWorkers(pool));
  return ffi::Error::Success();
}

// The same with bias and ReLU, and with pooling where `left`, what they leave behind, is spots.
// `outputs` are rows and columns before pooling.
ffi::Error forward_finished(ffi::ThreadPool pool, Numbers x, Numbers kernel, Numbers bias,
                            Result y, ffi::Result<Spots> spot, Whole geometry, Whole outputs,
                            int64_t instructions) {
  const Planned made = Planned::forward(finished_sizes(x, kernel, outputs), geometry_of(geometry));
  const ConvFinish finish{bias.typed_data(),
                          spot->element_count() ? spot->typed_data() : nullptr};
  functions(instructions)
      .gather(made.plan, plain(x), kernel.typed_data(), y->typed_data(), finish,
              XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error input_gradient_finished(ffi::ThreadPool pool, Numbers delta, ffi::AnyBuffer left,
                                   Numbers kernel, Result d_x, Whole geometry, Whole outputs,
                                   int64_t instructions) {
  const Planned made =
      Planned::input_gradient(finished_sizes(*d_x, kernel, outputs), geometry_of(geometry));
  functions(instructions)
      .gather(made.plan, finished(delta, left), kernel.typed_data(), d_x->typed_data(), {},
              XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error weight_gradient_finished(ffi::ThreadPool pool, Numbers x, Numbers delta,
                                    ffi::AnyBuffer left, Result d_kernel, Result d_bias,
                                    Whole geometry, Whole outputs, int64_t instructions) {
  const Planned made =
      Planned::forward(finished_sizes(x, *d_kernel, outputs), geometry_of(geometry));
  functions(instructions)
      .weights(made.plan, x.typed_data(), finished(delta, left), d_kernel->typed_data(),
               d_bias->typed_data(), XlaWorkers(pool));
  return ffi::Error::Success();
}

NormPlan norm_plan(const Numbers& x, int64_t relu, float epsilon) {
  const int32_t pixels = at(x, 1) * at(x, 2);
  return {at(x, 0), pixels, at(x, 3), relu != 0, epsilon};
}

ffi::Error norm(ffi::ThreadPool pool, Numbers x, Numbers present, Numbers scale, Numbers shift,
                Result y, Result mean, Result variance, int64_t relu, float epsilon,
                int64_t instructions) {
  functions(instructions)
      .norm(norm_plan(x, relu, epsilon), x.typed_data(), present.typed_data(), scale.typed_data(),
            shift.typed_data(), mean->typed_data(), variance->typed_data(), y->typed_data(),
            XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error norm_gradient(ffi::ThreadPool pool, Numbers x, Numbers present, Numbers scale,
                         Numbers shift, Numbers mean, Numbers variance, Numbers delta, Result d_x,
                         Result d_scale, Result d_shift, int64_t relu, float epsilon,
                         int64_t instructions) {
  functions(instructions)
      .norm_gradient(norm_plan(x, relu, epsilon), x.typed_data(), present.typed_data(),
                     {scale.typed_data(), shift.typed_data(), mean.typed_data(),
                      variance.typed_data()},
                     delta.typed_data(), d_x->typed_data(), d_scale->typed_data(),
                     d_shift->typed_data(), XlaWorkers(pool));
  return ffi::Error::Success();
}

// Leading axes beyond (N, H, W, C), which vmap adds, are more pictures. walk: window, stride,
// padding above and left.
PoolPlan pool_plan(const Numbers& x, const Numbers& y, Whole walk) {
  const size_t last = x.dimensions().size() - 1;
  const int64_t picture = int64_t(at(x, last)) * at(x, last - 1) * at(x, last - 2);
  const int64_t pictures = picture ? static_cast<int64_t>(x.element_count()) / picture : 0;
  const auto n = [&](size_t i) { return static_cast<int32_t>(walk[i]); };
  return {static_cast<int32_t>(pictures), at(x, last - 2), at(x, last - 1), at(x, last),
          at(y, last - 2), at(y, last - 1), n(0), n(1), n(2), n(3), n(4), n(5)};
}

ffi::Error max_pool(ffi::ThreadPool pool, Numbers x, Result y, Whole walk, int64_t instructions) {
  functions(instructions)
      .max_pool(pool_plan(x, *y, walk), x.typed_data(), y->typed_data(), XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error max_pool_gradient(ffi::ThreadPool pool, Numbers x, Numbers y, Numbers delta, Result d_x,
                             Whole walk, int64_t instructions) {
  functions(instructions)
      .max_pool_gradient(pool_plan(x, y, walk), x.typed_data(), y.typed_data(),
                         delta.typed_data(), d_x->typed_data(), XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error mean_pool(ffi::ThreadPool pool, Numbers x, Result y, Whole walk, int64_t instructions) {
  functions(instructions)
      .mean_pool(pool_plan(x, *y, walk), x.typed_data(), y->typed_data(), XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error mean_pool_gradient(ffi::ThreadPool pool, Numbers delta, Result d_x, Whole walk,
                              int64_t instructions) {
  functions(instructions)
      .mean_pool_gradient(pool_plan(*d_x, delta, walk), delta.typed_data(), d_x->typed_data(),
                          XlaWorkers(pool));
  return ffi::Error::Success();
}

}  // namespace

#define MIERU_BIND ffi::Ffi::Bind().Ctx<ffi::ThreadPool>()
#define MIERU_GIVEN .Arg<Numbers>()
#define MIERU_LEFT .Arg<ffi::AnyBuffer>()
#define MIERU_FOUND .Ret<Numbers>()
#define MIERU_HANDLER(name, function, buffers, attributes)                                       \
  MIERU_PUBLIC XLA_FFI_Error* name(XLA_FFI_CallFrame* frame) {                                   \
    static auto* handler =                                                                       \
        (MIERU_BIND buffers attributes.Attr<int64_t>("instructions")).To(function).release();    \
    return handler->Call(frame);                                                                 \
  }
#define MIERU_TWO MIERU_GIVEN MIERU_GIVEN
#define MIERU_THREE MIERU_TWO MIERU_GIVEN
#define MIERU_GEOMETRY .Attr<Whole>("geometry")
#define MIERU_FINISHED MIERU_GEOMETRY.Attr<Whole>("outputs")
#define MIERU_WALK .Attr<Whole>("walk")
#define MIERU_NORM .Attr<int64_t>("relu").Attr<float>("epsilon")

MIERU_HANDLER(mieru_conv_forward, forward, MIERU_TWO MIERU_FOUND, MIERU_GEOMETRY)
MIERU_HANDLER(mieru_conv_input_gradient, input_gradient, MIERU_TWO MIERU_FOUND, MIERU_GEOMETRY)
MIERU_HANDLER(mieru_conv_weight_gradient, weight_gradient, MIERU_TWO MIERU_FOUND, MIERU_GEOMETRY)
MIERU_HANDLER(mieru_conv_forward_finished, forward_finished,
              MIERU_THREE MIERU_FOUND.Ret<Spots>(), MIERU_FINISHED)
MIERU_HANDLER(mieru_conv_input_gradient_finished, input_gradient_finished,
              MIERU_GIVEN MIERU_LEFT MIERU_GIVEN MIERU_FOUND, MIERU_FINISHED)
MIERU_HANDLER(mieru_conv_weight_gradient_finished, weight_gradient_finished,
              MIERU_TWO MIERU_LEFT MIERU_FOUND MIERU_FOUND, MIERU_FINISHED)
MIERU_HANDLER(mieru_max_pool, max_pool, MIERU_GIVEN MIERU_FOUND, MIERU_WALK)
MIERU_HANDLER(mieru_max_pool_gradient, max_pool_gradient, MIERU_THREE MIERU_FOUND, MIERU_WALK)
MIERU_HANDLER(mieru_mean_pool, mean_pool, MIERU_GIVEN MIERU_FOUND, MIERU_WALK)
MIERU_HANDLER(mieru_mean_pool_gradient, mean_pool_gradient, MIERU_GIVEN MIERU_FOUND, MIERU_WALK)
MIERU_HANDLER(mieru_norm, norm, MIERU_TWO MIERU_TWO MIERU_FOUND MIERU_FOUND MIERU_FOUND, MIERU_NORM)
MIERU_HANDLER(mieru_norm_gradient, norm_gradient,
              MIERU_THREE MIERU_TWO MIERU_TWO MIERU_FOUND MIERU_FOUND MIERU_FOUND, MIERU_NORM)
