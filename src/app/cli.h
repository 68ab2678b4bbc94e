// What the commands of the command line share.
#pragma once

#include <string>

#include "session/session.h"

namespace lockstep {

struct CliOptions {
  std::string config;  // the config line
  std::string csv;     // path of a table
  std::string assets;  // folder of the digits
  long steps = 1000, every = 0;
  bool json = false;
};

// Starts the session that the options describe; notes go to standard error. False, with a message there, if
// its data cannot be had.
bool openSession(const CliOptions& options, Session& session);

// JSON text of a number: enough digits to read back the same float (or double), null where it is not finite.
std::string jsonFloat(float value);
std::string jsonDouble(double value);
std::string jsonString(const std::string& text);

int runDump(const CliOptions& options);
int runList(const CliOptions& options);

}  // namespace lockstep
