// What Python calls: the functions of the widest instruction set that this machine has.
#include "small.h"

#ifdef _WIN32
#define MIERU_PUBLIC extern "C" __declspec(dllexport)
#else
#define MIERU_PUBLIC extern "C" __attribute__((visibility("default")))
#endif

namespace baseline {
extern const SmallFunctions small_functions;
}
#ifdef MIERU_X86
namespace avx2 {
extern const SmallFunctions small_functions;
}
namespace avx512 {
extern const SmallFunctions small_functions;
}
#endif

MIERU_PUBLIC int32_t mieru_small_version() { return MIERU_SMALL_VERSION; }

// The build for instruction set `number`, from the plainest on; null where this machine has none.
MIERU_PUBLIC const SmallFunctions* mieru_small_functions(int32_t number) {
  if (number == 0) return &baseline::small_functions;
#ifdef MIERU_X86
  __builtin_cpu_init();
  if (number == 1 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return &avx2::small_functions;
  if (number == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw"))
    return &avx512::small_functions;
#endif
  return nullptr;
}
