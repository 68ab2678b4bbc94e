// The one door to OpenGL: ES 3.0 natively (Mesa, ANGLE) and WebGL2 in the browser. Only *_gl.cpp files and
// app/ include it; the other headers of gfx/ name GL objects as plain unsigned integers.
#pragma once

#include <GLES3/gl3.h>
