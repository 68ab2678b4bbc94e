// Dear ImGui with + − × on ImVec2. The define has to come before the first imgui.h of a file: include this
// and never imgui.h itself.
#pragma once

#ifndef IMGUI_DEFINE_MATH_OPERATORS
#define IMGUI_DEFINE_MATH_OPERATORS
#endif
#include <imgui.h>
