// Weka's tables: https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/
#pragma once

#include <string_view>

#include "data/table_form.h"

namespace lockstep {

// Whether the text begins with @relation or @attribute, after comments.
bool isArff(std::string_view text);
// Names and kinds of columns are those of its @attribute lines; rows in braces are refused.
TableForm arffForm(std::string_view text);

}  // namespace lockstep
