// The test runner's main(); every tests/*_test.cpp is linked with it.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
