// The typefaces hold every character that the product's texts use: a missing one would show as
// a question mark.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <imgui_internal.h>

#include "ui/kit/fonts.h"

using namespace lockstep;

namespace {

// The characters beyond ASCII inside the string literals of a source file; comments are not shown to anybody.
void collect(const std::filesystem::path& file, std::set<unsigned>& characters) {
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    bool quoted = false;
    for (std::size_t i = 0; i < line.size();) {
      if (line[i] == '\\') {
        i += 2;
      } else if (line[i] == '"') {
        quoted = !quoted, ++i;
      } else if (!quoted && line.compare(i, 2, "//") == 0) {
        break;
      } else {
        unsigned character = 0;
        i += static_cast<std::size_t>(
            std::max(1, ImTextCharFromUtf8(&character, line.data() + i, line.data() + line.size())));
        if (quoted && character > 127) characters.insert(character);
      }
    }
  }
}

}  // namespace

TEST_CASE("every character of the product's texts is in the typefaces that show them") {
  std::set<unsigned> characters;
  std::error_code error;
  int files = 0;
  for (const char* folder : {"nn", "data", "probes", "session", "ui", "app"})
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(LOCKSTEP_SOURCE_DIR "/src/") + folder, error))
      collect(entry.path(), characters), ++files;
  characters.erase(0xFFFD);  // stands for what could not be read
  MESSAGE(files << " files, " << characters.size() << " characters beyond ASCII");
  REQUIRE(files > 100);
  REQUIRE(characters.contains(0x2192));  // →

  ImGui::CreateContext();
  Fonts fonts;
  loadFonts(fonts, 1, 1);
  std::string missing;
  for (Type type : {Type::small, Type::base, Type::strong})
    for (unsigned character : characters)
      if (!fonts.face(type)->FindGlyphNoFallback(static_cast<ImWchar>(character)))
        missing +=
            "U+" + std::to_string(character) + " in face " + std::to_string(static_cast<int>(type)) + "; ";
  ImGui::DestroyContext();
  CHECK(missing == "");
}
