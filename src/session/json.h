// One writer of JSON for the command line, the page and the trainer for JavaScript.
//
//   JsonWriter json;
//   json.open('{');
//   json.put("step", 12);
//   json.open("losses", '[');
//   for (float loss : losses) json.write(loss);
//   json.close(']');
//   json.close('}');
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace lockstep {

// Puts commas, quotes and escapes; that brackets match and that objects have keys is the caller's duty.
struct JsonWriter {
  std::string text;  // what has been written; a caller that prints it as it comes may clear it at any time
  int digits = 17;   // significant digits of a double: 17 read back to the same bits
  // Private: what stands before the next thing.
  bool comma = false, newLine = false;

  void open(char bracket);                        // { or [
  void open(std::string_view key, char bracket);  // the same as a member of an object
  void close(char bracket);
  void key(std::string_view name);
  void line() { newLine = true; }  // what is opened or written next begins on a line of its own

  // Numbers that are not finite become null, and so does a null pointer. A float takes the fewest digits that
  // read back to the same bits.
  void write(std::string_view value);
  void write(const char* value);
  void write(double value);
  void write(float value);
  void write(bool value) { raw(value ? "true" : "false"); }
  template <std::integral T>
  void write(T value) {
    raw(std::to_string(value));
  }
  void writeNull() { raw("null"); }

  template <typename T>
  void put(std::string_view name, const T& value) {
    key(name);
    write(value);
  }
  // An array of all that is in a range or in braces.
  template <typename Range>
  void putAll(std::string_view name, const Range& values) {
    open(name, '[');
    for (const auto& value : values) write(value);
    close(']');
  }
  template <typename T>
  void putAll(std::string_view name, std::initializer_list<T> values) {
    putAll(name, std::span(values.begin(), values.size()));
  }

 private:
  void raw(std::string_view value);
  void separate();
};

// 64 bits as 16 hexadecimal digits: the numbers of JSON hold only 53 of them.
std::string printHash(uint64_t hash);

}  // namespace lockstep
