// A run in one line of text:  dataset=spiral&layers=8,8&activation=tanh&lr=0.03&seed=7
// One table describes every field; it drives the URL, the widgets, the command line, validation
// and `lockstep list`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"
#include "data/features.h"
#include "nn/activation.h"
#include "nn/init.h"
#include "nn/loss.h"
#include "nn/norm.h"
#include "nn/optimizer.h"
#include "nn/schedule.h"

namespace lockstep {

constexpr int kMaxWeightLayers = 64, kMaxWidth = 1024;

// `automatic` follows the task: mse for regression, bce for two classes, softmax for more.
enum class LossChoice : uint8_t { automatic, mse, bce, softmax };

// Which layers one step moves.
enum class Moves : uint8_t {
  together,  // all of them, from one gradient
  turns,     // one: layer (step mod L)
  sweep,     // all of them one after the other, each with a fresh gradient: Gauss–Seidel, L times the cost
};

struct Config {
  DataKind dataset = DataKind::spiral;
  int samples = 500;
  float noise = 0, labelNoise = 0;
  float trainShare = 0.5f;
  int degree = 4;
  int dataSeed = 1;
  uint32_t features = kDefaultFeatures;
  std::string points;
  int target = -1;

  std::vector<int> layers = {8, 8, 8};  // hidden widths
  Activation activation = Activation::tanh, output = Activation::linear;
  std::vector<int> activations;  // per weight layer, an Activation or −1 for the default
  Norm norm = Norm::none;
  float skip = 0, dropout = 0;
  Init init = Init::glorot;
  float initScale = 1;

  LossChoice loss = LossChoice::automatic;
  int batch = 16;  // 0: all training samples
  float lr = 0.01f;
  Schedule schedule = Schedule::constant;
  int period = 1000, warmup = 0;
  float gamma = 0.5f;
  Moves moves = Moves::together;
  std::vector<float> rates;  // learning-rate multiplier per weight layer; 1 where there is none

  Optimizer optimizer = Optimizer::adam;
  float momentum = 0.9f, beta1 = 0.9f, beta2 = 0.999f, rho = 0.99f, epsilon = 1e-8f;

  float l1 = 0, l2 = 0, decay = 0, clip = 0;
  int seed = 1;

  bool operator==(const Config&) const = default;
};

enum class FieldType : uint8_t {
  choice,       // one of `choices`
  integer,      // a number in [min, max]
  real,         //
  integers,     // comma-separated list; WxN repeats
  reals,        //
  activations,  // comma-separated list of activation names, "-" for the default
  features,     // comma-separated list of feature names
  text,
};

enum class FieldGroup : uint8_t { data, model, training, optimizer, regularization, seed };
constexpr int kFieldGroups = 6;
const char* groupLabel(FieldGroup group);

// What a change of the field does to a run in progress.
enum class Effect : uint8_t {
  none,     // takes effect from the next step on
  data,     // samples are made anew; weights and step stay
  model,    // the network is rebuilt; weights that still have a place are kept
  restart,  // training starts again from step 0
};

struct ConfigChoice {
  const char *name, *label, *help;
};

struct ConfigField {
  const char* name;   // in the config line; never renamed
  const char* label;  // on screen
  const char* unit;   // "", "steps", …
  const char* help;   // one sentence
  FieldGroup group;
  Effect effect;
  FieldType type;
  double min = 0, max = 0;   // of the number, or of each list entry
  int maxCount = 0;          // entries of a list, or bytes of a text
  bool logarithmic = false;  // a widget should move on a log scale
  std::span<const ConfigChoice> choices;
  // choice, integer, real; choices as their index
  double (*get)(const Config&) = nullptr;
  void (*set)(Config&, double) = nullptr;
  bool (*applies)(const Config&) =
      nullptr;  // whether it means anything with the rest of the config; null: always
};

std::span<const ConfigField> fields();
const ConfigField* findField(std::string_view name);

// A field's value as it stands in the config line.
std::string printField(const ConfigField& field, const Config& config);
// Sets a field from text. A number out of range is clamped; text that makes no sense leaves the field as it
// was. `note` receives what was done differently from what was asked, for the viewer; empty if nothing was.
void parseField(const ConfigField& field, std::string_view text, Config& config, std::string& note);

struct ParsedConfig {
  Config config;
  std::vector<std::string> notes;  // clamped values, unknown keys, unreadable values
};
// Reads a config line (a leading '#' or '?' is skipped, %XX is decoded, '+' is itself). Never fails: what
// cannot be read is noted and keeps its default.
ParsedConfig parseConfig(std::string_view line, const Config& defaults = {});

// The fields that differ from the defaults, in table order; `all` prints every field.
std::string printConfig(const Config& config, bool all = false);

// A float in the fewest digits that read back to the same bits.
std::string printFloat(float value);

OptimizerSettings optimizerSettings(const Config& config);
ScheduleSettings scheduleSettings(const Config& config);

}  // namespace lockstep
