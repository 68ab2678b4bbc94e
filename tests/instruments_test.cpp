// Every instrument of the table, on runs of every kind: it ends, says what it measured, and leaves
// the run alone.
#include "lab/instruments/instruments.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "lab/combined.h"
#include "lab/make_subject.h"
#include "lab/rate_range.h"
#include "run_helpers.h"

using namespace lockstep;

namespace {

// Small enough that all instruments and variants together stay quick.
constexpr const char* kRuns[] = {
    "layers=6,6&samples=60",                                                      // two classes
    "dataset=arms&layers=6,5&samples=60&activation=relu&init=he",                 // three classes
    "dataset=plane&layers=6,6&samples=60&optimizer=sgd&batch=0",                  // regression
    "dataset=sine&layers=6,6&samples=60&activation=relu&optimizer=momentum",      // one input
    "layers=&samples=60",                                                         // a single layer
    "layers=6,6&samples=60&norm=batch&activation=relu&optimizer=rmsprop",         //
    "layers=6,6,6&samples=60&skip=0.5&norm=layer&optimizer=nesterov&lr=0.05",     //
    "layers=6,6&samples=60&dropout=0.3&l2=0.01&clip=1&optimizer=adamw",           //
    "layers=6,6&samples=60&rates=0,1&trainShare=1&batch=0&optimizer=sgd&lr=0.1",  // frozen; nothing held out
    "layers=6,6&samples=60&moves=sweep&loss=mse&schedule=cosine&period=50",       //
    "layers=6,6&samples=10&trainShare=0.2&batch=1",                               // two training samples
};

// What a view would hand over: a run of some steps, with its history and the moment before.
struct Moment {
  Session session;
  History history;
  SubjectPtr earlier, now;
};
Moment momentOf(std::string_view line, int steps) {
  Moment m{sessionOf(line), {}, nullptr, nullptr};
  beginHistory(m.history, m.session);
  for (int i = 0; i < steps; ++i) {
    if (i + 1 == steps) m.earlier = makeSubject(m.session, ProbeSamples::fixed);
    REQUIRE(advance(m.session));
    record(m.history, m.session);
  }
  m.now = makeSubject(m.session, ProbeSamples::fixed);
  return m;
}

int variantCount(const Instrument& i) { return std::max<int>(1, static_cast<int>(i.variants.size())); }

std::unique_ptr<Measurement> begin(const Instrument& instrument, const Moment& m, int variant = 0) {
  return instrument.start({m.now, m.earlier, &m.session, &m.history, variant});
}

// Nets of its own making do not depend on the run: once is enough for them.
bool dependsOnRun(const Instrument& i, int variant) {
  return i.name != std::string("shattering") || variant == 0;
}

void checkTables(const Readings& readings) {
  std::set<std::string> tables;
  for (const Table& table : readings) {
    CAPTURE(table.name);
    CHECK(tables.insert(table.name).second);
    std::set<std::string> columns;
    for (const TableColumn& column : table.columns) {
      CAPTURE(column.name);
      CHECK(columns.insert(column.name).second);
      CHECK(column.values.size() == table.columns.front().values.size());
      CHECK(std::none_of(column.values.begin(), column.values.end(), [](double v) { return std::isinf(v); }));
    }
    if (table.name == "summary") CHECK(table.columns.front().values.size() == 1);
  }
}

}  // namespace

TEST_CASE(
    "the table of instruments is complete, no name that a link may hold is gone, and names are unique") {
  const std::set<std::string> linked = {"step",        "promise",    "interaction", "target",
                                        "influence",   "shattering", "sharpness",   "distributions",
                                        "information", "probes",     "landscape",   "rates"};
  std::set<std::string> names;
  for (const Instrument& i : instruments()) {
    CAPTURE(i.name);
    CHECK(names.insert(i.name).second);
    CHECK(findInstrument(i.name) == &i);
    for (const char* text : {i.title, i.question, i.method, i.reference, i.cost})
      CHECK(std::string(text).size() > 2);
    CHECK(std::string(i.question).back() == '?');
    CHECK((i.limits && i.start));
    std::set<std::string> variants;
    for (const InstrumentVariant& v : i.variants) CHECK(variants.insert(v.name).second);
  }
  for (const std::string& name : linked) CHECK(names.count(name) == 1);
  CHECK(findInstrument("promises") == nullptr);
}

TEST_CASE("a measurement leaves the run untouched, between all its units of work") {
  for (const char* line : kRuns) {
    CAPTURE(line);
    Moment m = momentOf(line, 30);
    Session undisturbed = fork(m.session);
    for (const Instrument& instrument : instruments()) {
      CAPTURE(instrument.name);
      for (int variant = 0; variant < variantCount(instrument); ++variant) {
        if (!dependsOnRun(instrument, variant)) continue;
        const uint64_t before = stateHash(m.session.state);
        const auto measurement = begin(instrument, m, variant);
        CHECK(stateHash(m.session.state) == before);
        // The run goes on while the measurement is worked at.
        for (int i = 0; i < 5; ++i) {
          measurement->work();
          CHECK(advance(m.session) == advance(undisturbed));
        }
        finish(*measurement);
        measurement->readings();
        CHECK(stateHash(m.session.state) == stateHash(undisturbed.state));
        CHECK(m.session.order == undisturbed.order);
        m.now = makeSubject(m.session, ProbeSamples::fixed);
      }
    }
  }
}

TEST_CASE("every instrument ends on every kind of run, with tables that hold together") {
  for (const char* line : kRuns) {
    CAPTURE(line);
    for (int steps : {0, 25}) {
      const Moment m = momentOf(line, steps);
      for (const Instrument& instrument : instruments()) {
        CAPTURE(instrument.name);
        for (int variant = 0; variant < variantCount(instrument); ++variant) {
          if (!dependsOnRun(instrument, variant)) continue;
          const auto measurement = begin(instrument, m, variant);
          double progress = measurement->progress();
          CHECK(progress >= 0);
          checkTables(measurement->readings());
          int units = 1;
          for (; measurement->work() && units < 100000; ++units) {
            CHECK(measurement->progress() >= progress - 1e-9);
            progress = measurement->progress();
            if (units % 16 == 0) checkTables(measurement->readings());
          }
          CHECK(units < 100000);
          CHECK(measurement->progress() == doctest::Approx(1));
          CHECK_FALSE(measurement->work());
          checkTables(measurement->readings());
        }
      }
    }
  }
}

TEST_CASE("what is followed over the run is among the readings, as many rows as there are layers") {
  const Moment m = momentOf("layers=6,6&samples=60&optimizer=sgd&batch=0", 20);
  for (const Instrument& instrument : instruments()) {
    CAPTURE(instrument.name);
    CHECK(instrument.onDemand == instrument.followed.empty());
    const auto measurement = begin(instrument, m);
    finish(*measurement);
    const Readings readings = measurement->readings();
    for (const FollowedColumn& followed : instrument.followed) {
      CAPTURE(followed.column);
      const std::vector<double>* column = findColumn(readings, followed.table, followed.column);
      REQUIRE(column);
      CHECK(column->size() == (followed.table == std::string("summary") ? 1 : 3));
    }
  }
}

// NaN stands for what does not exist; each is named here with its reason.
TEST_CASE("readings are finite but for what does not exist") {
  const std::set<std::string> allowed = {
      "distributions layers dead",       // tanh has no flat side
      "distributions layers saturated",  // of the output layer: linear
      "rates summary blowUp",            // where no sweep ended early
  };
  const Moment m = momentOf("layers=6,6&samples=60&optimizer=sgd&batch=0&lr=0.1", 20);
  for (const Instrument& instrument : instruments()) {
    const auto measurement = begin(instrument, m);
    finish(*measurement);
    for (const Table& table : measurement->readings())
      for (const TableColumn& column : table.columns) {
        const std::string name = std::string(instrument.name) + " " + table.name + " " + column.name;
        CAPTURE(name);
        if (allowed.count(name)) continue;
        CHECK(std::all_of(column.values.begin(), column.values.end(),
                          [](double v) { return std::isfinite(v); }));
      }
  }
}

TEST_CASE("an instrument says where its reading does not apply") {
  auto limits = [](const char* name, std::string_view line, int steps = 5) {
    return findInstrument(name)->limits(momentOf(line, steps).session);
  };
  const char* full = "batch=0&optimizer=sgd&samples=60&layers=6";
  CHECK(limits("sharpness", full) == "");
  CHECK(limits("sharpness", "batch=0&optimizer=momentum&samples=60&layers=6") == "");
  for (const char* change : {"&batch=8", "&optimizer=adam", "&rates=1,0.5", "&moves=turns", "&clip=1",
                             "&decay=0.01", "&samples=1000"})
    CHECK(limits("sharpness", std::string(full) + change) != "");
  CHECK(limits("promise", full) == "");
  CHECK(limits("promise", "dropout=0.1").find("Dropout") != std::string::npos);
  CHECK(limits("interaction", "layers=") != "");
  CHECK(limits("target", "layers=") != "");
  CHECK(limits("influence", full, 0) != "");
  CHECK(limits("influence", full, 5) == "");
  CHECK(limits("shattering", "dataset=sine&activation=relu", 0) != "");
  CHECK(limits("shattering", "dataset=sine&activation=relu", 5) == "");
  CHECK(limits("probes", "trainShare=1") != "");
  CHECK(limits("information", full) != "");  // 30 samples
  CHECK(limits("information", "") == "");
  CHECK(limits("rates", "schedule=cosine") != "");
}

TEST_CASE("the landscape has the way of the run in it, to the present point") {
  const Moment m = momentOf("layers=6,6&samples=60&optimizer=sgd&batch=0&lr=0.1", 90);
  for (int variant : {0, 1}) {
    const auto measurement = begin(*findInstrument("landscape"), m, variant);
    finish(*measurement);
    const Landscape* landscape = static_cast<const LandscapeOfRun&>(*measurement).landscape();
    REQUIRE(landscape);
    CHECK(landscape->way.size() == LandscapeOfRun::kWayPoints);
    CHECK(std::isfinite(landscape->way.front().x));
  }
  const auto alone = findInstrument("landscape")->start({m.now, nullptr, &m.session, nullptr, 0});
  finish(*alone);
  CHECK(static_cast<const LandscapeOfRun&>(*alone).landscape()->way.empty());
}

TEST_CASE("the rate range test finds the rates that work on a bowl of known curvature") {
  // ½(w·x + b − y)² over the plane set: gradient descent is stable up to 2/λ.
  const Moment m =
      momentOf("dataset=plane&samples=200&trainShare=1&layers=&optimizer=sgd&batch=0&init=normal", 0);
  const auto sharpness = begin(*findInstrument("sharpness"), m);
  finish(*sharpness);
  const double lambda = (*findColumn(sharpness->readings(), "summary", "sharpness"))[0];
  const auto range = begin(*findInstrument("rates"), m);
  finish(*range);
  const Readings readings = range->readings();
  const double suggested = (*findColumn(readings, "summary", "suggested"))[0];
  const double blowUp = (*findColumn(readings, "summary", "blowUp"))[0];
  MESSAGE("2/λ = " << 2 / lambda << ", suggested " << suggested << ", blown up at " << blowUp);
  CHECK(suggested < 2 / lambda);
  CHECK(suggested > 0.001 * 2 / lambda);
  CHECK(blowUp > 2 / lambda);
  // Beyond the line the loss grows at least as fast as the rate's own rise allows: soon.
  CHECK(blowUp < 10 * 2 / lambda);
}

TEST_CASE("no rate is suggested to a run that is where it wanted to go") {
  const char* const line =
      "dataset=plane&noise=0.5&samples=60&layers=4&activation=linear&batch=0&optimizer=sgd&lr=0.1";
  for (int steps : {0, 3000}) {
    const auto range = measureRateRange(momentOf(line, steps).session);
    finish(*range);
    const double suggested = (*findColumn(range->readings(), "summary", "suggested"))[0];
    MESSAGE("after ", steps, " steps: ", suggested);
    CHECK(std::isnan(suggested) == (steps > 0));
  }
}

TEST_CASE(
    "the rate range test is the same whichever schedule the run has, and ends where every step is lost") {
  const Moment plain = momentOf("samples=60&layers=6", 10),
               scheduled = momentOf("samples=60&layers=6&warmup=5", 10);
  Session other = fork(plain.session);
  other.config.schedule = Schedule::cosine;
  RateRange range;
  range.sweeps = 1;
  const auto a = measureRateRange(plain.session, range), b = measureRateRange(other, range);
  finish(*a), finish(*b);
  CHECK(*findColumn(a->readings(), "sweep", "loss") == *findColumn(b->readings(), "sweep", "loss"));

  range.lowest = 1e6, range.highest = 1e30;
  const auto lost =
      measureRateRange(sessionOf("dataset=plane&samples=60&optimizer=sgd&activation=relu&layers=6"), range);
  finish(*lost);
  CHECK(lost->progress() == 1);
  CHECK(findColumn(lost->readings(), "sweep", "rate")->size() < 20);
  CHECK(std::isnan((*findColumn(lost->readings(), "summary", "suggested"))[0]));
}
