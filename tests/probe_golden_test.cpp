// What holds for every instrument on features: it leaves its subject alone, says how far it is, and reads the
// same bits in every build.
#include <doctest/doctest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "probes/criticality.h"
#include "probes/distributions.h"
#include "probes/drift.h"
#include "probes/influence.h"
#include "probes/information.h"
#include "probes/line_gradient.h"
#include "probes/linear_probe.h"
#include "probes/shattering.h"
#include "random_subject.h"

using namespace lockstep;

namespace {

struct Instrument {
  std::string name;
  std::unique_ptr<Measurement> measurement;
  uint64_t hash;
};

std::unique_ptr<Measurement> shattering(GradientFamily family) {
  ShatteringOptions options;
  options.family = family, options.width = 70, options.depth = 6, options.seeds = 2;
  return std::make_unique<Shattering>(options);
}

std::vector<Instrument> instruments(const SubjectPtr& s) {
  std::vector<Instrument> list;
  auto add = [&](const char* name, std::unique_ptr<Measurement> m, uint64_t hash) {
    list.push_back({name, std::move(m), hash});
  };
  add("drift", std::make_unique<Drift>(s, s, 3), 0xdcbd21f99ecfe32f);
  add("influence", std::make_unique<Influence>(s), 0x4f2e2b9f6cd05d38);
  add("criticality", std::make_unique<Criticality>(s), 0xe790b41ede2cf33c);
  add("distributions", std::make_unique<Distributions>(s), 0xc5b87dd77aa9f49f);
  add("information", std::make_unique<Information>(s), 0x1f7982fb3b95395d);
  add("linear probe", std::make_unique<LinearProbe>(s), 0xb666779ec38d9fb4);
  add("line gradient", std::make_unique<LineGradient>(s), 0x0b325c99a1374405);
  add("plain", shattering(GradientFamily::plain), 0x428de0c199436481);
  add("batch norm", shattering(GradientFamily::batchNorm), 0x9469367d8ada48da);
  add("residual", shattering(GradientFamily::residual), 0x59c37378f012968e);
  add("looks linear", shattering(GradientFamily::looksLinear), 0xd09ec227fb2205ca);
  add("white noise", shattering(GradientFamily::whiteNoise), 0xbe0aae967f8e80fc);
  add("brown noise", shattering(GradientFamily::brownNoise), 0xa85b68317ee142b9);
  return list;
}

// Batch norm, a skip, a wide layer, an odd batch, held-out samples and an optimiser in motion.
SubjectPtr subject() {
  Shape shape;
  shape.widths = {9, 150, 12, 12, 3};
  shape.norm = Norm::batch, shape.skip = 0.6f, shape.hidden = Activation::relu;
  Subject s = randomSubject(shape, Loss::softmax, 75, 5);
  s.classification = true;
  s.initial = randomNetwork(shape, 6).parameters;
  s.test = {50, padToLanes(50), randomColumns(9, 50, 7), targetsFor(Loss::softmax, 3, 50, 8)};
  s.optimizer.kind = Optimizer::adam;
  s.optimizer.l2 = 0.01f;
  s.moments.first = randomColumns(1, s.network.parameterCount(), 9);
  s.moments.first.resize(s.network.parameterCount());
  s.moments.second.assign(s.network.parameterCount(), 2.0f);
  s.moments.beta1Powers.assign(4, 0.5), s.moments.beta2Powers.assign(4, 0.9);
  s.rate = 0.02f;
  return share(std::move(s));
}

}  // namespace

TEST_CASE("instruments on features leave their subject alone, advance to the end and stop there") {
  const SubjectPtr s = subject();
  const uint64_t before = subjectHash(*s);
  for (const Instrument& instrument : instruments(s)) {
    INFO(instrument.name);
    Measurement& m = *instrument.measurement;
    double reached = m.progress();
    CHECK(reached == 0);
    while (m.work()) {
      CHECK(m.progress() >= reached);
      CHECK(m.progress() < 1 + 1e-9);
      reached = m.progress();
    }
    CHECK(m.progress() == doctest::Approx(1).epsilon(1e-9));
    const uint64_t hash = readingsHash(m.readings());
    CHECK(!m.work());
    CHECK(readingsHash(m.readings()) == hash);
    CHECK(findColumn(m.readings(), "summary", m.readings()[0].columns[0].name)->size() == 1);
    for (const Table& table : m.readings())
      for (const TableColumn& column : table.columns)
        CHECK(column.values.size() == table.columns[0].values.size());
  }
  CHECK(subjectHash(*s) == before);
}

TEST_CASE("instruments on features read the same bits in every build") {
  for (const Instrument& instrument : instruments(subject())) {
    finish(*instrument.measurement);
    const uint64_t hash = readingsHash(instrument.measurement->readings());
    char text[32];
    std::snprintf(text, sizeof text, "0x%016llx", static_cast<unsigned long long>(hash));
    INFO(instrument.name << ": " << std::string(text));
    CHECK(hash == instrument.hash);
  }
}

TEST_CASE("an instrument without samples has nothing to measure") {
  Subject empty = *subject();
  empty.batch = {}, empty.many = {}, empty.test = {};
  const SubjectPtr s = share(std::move(empty));
  Drift drift(s);
  Influence influence(s);
  Criticality criticality(s);
  Distributions distributions(s);
  Information information(s);
  LinearProbe linear(s);
  LineGradient line(s);
  for (Measurement* m : std::initializer_list<Measurement*>{&drift, &influence, &criticality, &distributions,
                                                            &information, &linear, &line}) {
    CHECK(!m->work());
    CHECK(!m->readings().empty());
  }
}
