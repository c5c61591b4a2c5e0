// The working memory of one call. Nothing is shared between calls, so that networks may learn in
// many threads at once.
#pragma once

#include <cstdlib>

#include "vectors.h"

namespace MIERU_ISA {

class Memory {
 public:
  Memory() = default;
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() {
    for (int k = 0; k < count_; ++k) std::free(blocks_[k]);
  }

  // A row of zeros that begins at a multiple of 64 bytes. Ask `enough` before using any.
  template <class T>
  T* take(size_t size) {
    void* block = count_ < most ? std::calloc(1, size * sizeof(T) + line) : nullptr;
    if (!block) {
      enough_ = false;
      return nullptr;
    }
    blocks_[count_++] = block;
    return reinterpret_cast<T*>((reinterpret_cast<uintptr_t>(block) + line - 1) / line * line);
  }

  bool enough() const { return enough_; }

 private:
  static constexpr size_t line = 64;
  static constexpr int most = 32;
  void* blocks_[most];
  int count_ = 0;
  bool enough_ = true;
};

}  // namespace MIERU_ISA
