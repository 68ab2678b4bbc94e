// A text with places to fill in: what the PyTorch script is made from.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep {

struct Form {
  std::vector<std::string_view> parts;                           // the names that hold
  std::vector<std::pair<std::string_view, std::string>> values;  // the words to fill in
};

// In `text`, lines between "@if NAME" and "@else" or "@end" stay where the name is one of `parts`, those from
// "@else" on where it is not; @NAME@ becomes the first of `values` of that name. Neither nests.
std::string fillIn(std::string_view text, const Form& form);

}  // namespace lockstep
