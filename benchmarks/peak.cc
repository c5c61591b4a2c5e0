// The machine's peak: what THREADS threads reach that do nothing but multiply and add in registers.
// Prints GFLOP/s (a fused multiply-add is two operations), the best of five tries.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#ifdef __AVX512F__
constexpr int bytes = 64;
#elif defined(__AVX__)
constexpr int bytes = 32;
#else
constexpr int bytes = 16;
#endif
typedef float Numbers __attribute__((vector_size(bytes)));

constexpr int sums = 12;  // enough that none waits for the one before
constexpr long turns = 20'000'000;

static float work() {
  Numbers sum[sums] = {};
  Numbers factor = Numbers{} + 0.999f, term = Numbers{} + 1e-3f;
  for (long i = 0; i < turns; ++i) {
    asm volatile("" : "+x"(factor), "+x"(term));
    for (int s = 0; s < sums; ++s) sum[s] = sum[s] * factor + term;
  }
  float total = 0;
  for (const Numbers& each : sum) total += each[0];
  return total;
}

int main(int, char** arguments) {
  const int threads = std::atoi(arguments[1]);
  double best = 0;
  volatile float kept = 0;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto began = std::chrono::steady_clock::now();
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) all.emplace_back([&] { kept = work(); });
    for (std::thread& thread : all) thread.join();
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
    const double done = 2.0 * threads * turns * sums * (bytes / sizeof(float));
    const double rate = done / taken.count() / 1e9;
    if (rate > best) best = rate;
  }
  std::printf("%.1f\n", best);
}
