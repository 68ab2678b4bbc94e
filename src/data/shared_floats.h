// Numbers that copies share until one of them is changed: thousands of images belong to many runs at once.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace lockstep {

// Reads like a const std::vector<float>. A copy costs O(1).
class SharedFloats {
 public:
  SharedFloats() = default;
  SharedFloats(std::vector<float> values)
      : values_(std::make_shared<std::vector<float>>(std::move(values))) {}

  // To write to; copies the numbers first where others share them, O(size). Valid until this
  // object is copied.
  std::vector<float>& edit() {
    if (!values_ || values_.use_count() > 1) values_ = std::make_shared<std::vector<float>>(all());
    return *values_;
  }

  const std::vector<float>& all() const {
    static const std::vector<float> kNone;
    return values_ ? *values_ : kNone;
  }
  operator const std::vector<float>&() const { return all(); }
  std::size_t size() const { return all().size(); }
  const float* data() const { return all().data(); }
  const float& operator[](std::size_t i) const { return all()[i]; }
  auto begin() const { return all().begin(); }
  auto end() const { return all().end(); }
  friend bool operator==(const SharedFloats& a, const SharedFloats& b) { return a.all() == b.all(); }

 private:
  std::shared_ptr<std::vector<float>> values_;
};

}  // namespace lockstep
