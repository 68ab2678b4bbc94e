// lockstep list: the tables of settings, data sets, probes and experiments as text.
#include <cstdio>

#include "cli/cli.h"
#include "data/number.h"
#include "lab/experiments/experiment.h"
#include "lab/instruments.h"
#include "session/setting.h"

namespace lockstep {
namespace {

const char* typeName(SettingType type) {
  switch (type) {
    case SettingType::choice:
      return "choice";
    case SettingType::integer:
      return "integer";
    case SettingType::real:
      return "number";
    case SettingType::integers:
      return "integers";
    case SettingType::reals:
      return "numbers";
    case SettingType::choices:
      return "activations";
    case SettingType::features:
      return "inputs";
    case SettingType::text:
      return "text";
  }
  return "";
}

std::string range(const Setting& f) {
  std::string text;
  switch (typeOf(f)) {
    case SettingType::choice:
    case SettingType::choices:
      for (const SettingChoice& c : f.choices) text += (text.empty() ? "" : "|") + std::string(c.name);
      return text;
    case SettingType::features:
      for (int i = 0; i < kFeatures; ++i)
        text += (i ? "," : "") + std::string(featureInfo(static_cast<Feature>(i)).name);
      return text;
    case SettingType::text:
      return "at most " + std::to_string(f.maxCount) + " characters";
    default:
      break;
  }
  text = printFloat(static_cast<float>(f.min)) + " … " + printFloat(static_cast<float>(f.max));
  return f.maxCount ? text + ", at most " + std::to_string(f.maxCount) : text;
}

void listProbes(bool json) {
  if (!json) std::puts("\nProbes");
  const char* separator = "";
  for (const Instrument& i : instruments()) {
    std::string variants;
    for (const InstrumentVariant& v : i.variants) {
      if (json)
        variants += (variants.empty() ? "" : ",") + jsonString(v.name);
      else
        variants += std::string(variants.empty() ? "" : " ") + i.name + ":" + v.name;
    }
    if (json)
      std::printf(
          "%s{\"name\":%s,\"title\":%s,\"question\":%s,\"method\":%s,\"reference\":%s,\"cost\":%s,"
          "\"variants\":[%s]}",
          separator, jsonString(i.name).c_str(), jsonString(i.title).c_str(), jsonString(i.question).c_str(),
          jsonString(i.method).c_str(), jsonString(i.reference).c_str(), jsonString(i.cost).c_str(),
          variants.c_str());
    else
      std::printf("  %-14s%s\n%s%s%s", i.name, i.question, variants.empty() ? "" : "                ",
                  variants.c_str(), variants.empty() ? "" : "\n");
    separator = ",\n";
  }
}

void listExperiments(bool json) {
  if (!json) std::puts("\nExperiments");
  const char* separator = "";
  for (const Experiment& e : experiments()) {
    if (json)
      std::printf("%s{\"name\":%s,\"title\":%s,\"claim\":%s,\"config\":%s,\"change\":%s,\"steps\":%lld}",
                  separator, jsonString(e.name).c_str(), jsonString(e.title).c_str(),
                  jsonString(e.claim).c_str(), jsonString(e.config).c_str(),
                  e.change ? jsonString(e.change).c_str() : "null", static_cast<long long>(e.steps));
    else
      std::printf("  %-14s%s\n", e.name, e.claim);
    separator = ",\n";
  }
}

}  // namespace

int runList(const CliOptions& options) {
  const Config defaults;
  if (options.json) std::puts("{\"fields\":[");
  bool first = true;
  SettingGroup group = SettingGroup::seed;
  for (const Setting& f : settings()) {
    const std::string value = printSetting(f, defaults);
    if (options.json) {
      std::printf("%s{\"name\":%s,\"type\":%s,\"range\":%s,\"default\":%s,\"unit\":%s,\"help\":%s}",
                  first ? "" : ",\n", jsonString(f.name).c_str(), jsonString(typeName(typeOf(f))).c_str(),
                  jsonString(range(f)).c_str(), jsonString(value).c_str(), jsonString(f.unit).c_str(),
                  jsonString(f.help).c_str());
    } else {
      if (first || group != f.group) std::printf("%s%s\n", first ? "" : "\n", groupLabel(f.group));
      std::printf("  %-12s %-11s default %-10s %s\n%28s%s\n", f.name, typeName(typeOf(f)),
                  value.empty() ? "(none)" : value.c_str(), f.help, "", range(f).c_str());
    }
    group = f.group;
    first = false;
  }
  if (options.json)
    std::puts("],\"datasets\":[");
  else
    std::puts("\nData sets");
  for (int i = 0; i < kDataKinds; ++i) {
    const DataInfo& d = dataInfo(static_cast<DataKind>(i));
    const char* task = d.dims == 0                      ? "either"  // a table: its target column tells
                       : d.task == Task::classification ? "classification"
                                                        : "regression";
    if (options.json)
      std::printf("%s{\"name\":%s,\"label\":%s,\"task\":\"%s\",\"dims\":%d,\"classes\":%d,\"help\":%s}",
                  i ? ",\n" : "", jsonString(d.name).c_str(), jsonString(d.label).c_str(), task, d.dims,
                  d.classes, jsonString(d.help).c_str());
    else
      std::printf("  %-12s %-15s %s\n", d.name, task, d.help);
  }
  if (options.json) std::puts("],\"probes\":[");
  listProbes(options.json);
  if (options.json) std::puts("],\"experiments\":[");
  listExperiments(options.json);
  if (options.json) std::puts("]}");
  return 0;
}

}  // namespace lockstep
