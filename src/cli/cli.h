// What the commands of the command line share.
#pragma once

#include <span>
#include <string>

#include "session/json.h"
#include "session/session.h"

namespace lockstep {

struct CliOptions {
  std::string name;    // of an instrument, an experiment or a challenge
  std::string config;  // the config line, or the path of a run
  std::string save;    // path
  std::string csv;     // path of a table
  std::string assets;  // folder of the digits
  std::string with;    // settings that both arms of an experiment, or the run of a challenge, have different
  std::string format;  // of an exported file
  std::string out;     // path of it; empty: standard output
  long steps = 1000, every = 0, seeds = 10, firstSeed = 1, rounds = 9;
  double length = 1;  // of the step that a probe tries, times the run's own
  bool stepsGiven = false;
  bool json = false;
  bool nextBatch = false;  // measure on the mini-batch of the next step
};

// The data that the config needs; false, with a message on standard error, if they cannot be had.
bool loadSources(const CliOptions& options, const Config& config, Sources& sources);

// Starts the session that the options describe, or goes on with the one of a file; notes go to standard
// error. False, with a message there, if its data cannot be had.
bool openSession(const CliOptions& options, Session& session, Sources& sources);
inline bool openSession(const CliOptions& options, Session& session) {
  Sources sources;
  return openSession(options, session, sources);
}

// Says something beside the results, on standard error.
void note(const std::string& what);
// Prints an error and returns the exit status for it.
int fail(const std::string& what);

// Writes a file, or standard output where the path is empty. False, with a message, if that fails.
bool writeFile(const std::string& path, std::span<const char> bytes);

// Why a session makes no step.
std::string whyStopped(const Session& session);

// Columns that a text takes on the screen: its code points.
int columnsOf(const std::string& text);

// Prints what has been written so far to standard output; large results do not have to fit in memory twice.
void print(JsonWriter& json);

// The commands; each returns the exit status.
int runTraining(const CliOptions& options);
int runDump(const CliOptions& options);
int runExport(const CliOptions& options);
int runProbe(const CliOptions& options);
int runExamination(const CliOptions& options);
int runExperiments(const CliOptions& options);
int runChallenge(const CliOptions& options);
int runList(const CliOptions& options);
int runBench(const CliOptions& options);

}  // namespace lockstep
