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

ffi::Error forward(ffi::ThreadPool pool, Numbers x, Numbers kernel, Result y, Whole geometry,
                   int64_t instructions) {
  const Planned made =
      Planned::forward(sizes_of(x, *y, kernel), geometry_of(geometry));
  functions(instructions)
      .gather(made.plan, x.typed_data(), kernel.typed_data(), y->typed_data(), XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error input_gradient(ffi::ThreadPool pool, Numbers delta, Numbers kernel, Result d_x,
                          Whole geometry, int64_t instructions) {
  const Planned made =
      Planned::input_gradient(sizes_of(*d_x, delta, kernel), geometry_of(geometry));
  functions(instructions)
      .gather(made.plan, delta.typed_data(), kernel.typed_data(), d_x->typed_data(),
              XlaWorkers(pool));
  return ffi::Error::Success();
}

ffi::Error weight_gradient(ffi::ThreadPool pool, Numbers x, Numbers delta, Result d_kernel,
                           Whole geometry, int64_t instructions) {
  const Planned made =
      Planned::forward(sizes_of(x, delta, *d_kernel), geometry_of(geometry));
  functions(instructions)
      .weights(made.plan, x.typed_data(), delta.typed_data(), d_kernel->typed_data(),
               XlaWorkers(pool));
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

#define MIERU_BEGIN ffi::Ffi::Bind().Ctx<ffi::ThreadPool>()
#define MIERU_END(plan) .Ret<Numbers>().Attr<Whole>(plan).Attr<int64_t>("instructions")
#define MIERU_HANDLER(name, function, arguments, plan)                                        \
  MIERU_PUBLIC XLA_FFI_Error* name(XLA_FFI_CallFrame* frame) {                                \
    static auto* handler = (MIERU_BEGIN arguments MIERU_END(plan)).To(function).release();    \
    return handler->Call(frame);                                                              \
  }
#define MIERU_ONE .Arg<Numbers>()

MIERU_HANDLER(mieru_conv_forward, forward, MIERU_ONE MIERU_ONE, "geometry")
MIERU_HANDLER(mieru_conv_input_gradient, input_gradient, MIERU_ONE MIERU_ONE, "geometry")
MIERU_HANDLER(mieru_conv_weight_gradient, weight_gradient, MIERU_ONE MIERU_ONE, "geometry")
MIERU_HANDLER(mieru_max_pool, max_pool, MIERU_ONE, "walk")
MIERU_HANDLER(mieru_max_pool_gradient, max_pool_gradient, MIERU_ONE MIERU_ONE MIERU_ONE, "walk")
MIERU_HANDLER(mieru_mean_pool, mean_pool, MIERU_ONE, "walk")
MIERU_HANDLER(mieru_mean_pool_gradient, mean_pool_gradient, MIERU_ONE, "walk")
