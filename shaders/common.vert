#version 300 es
// In front of every vertex shader. Positions are CSS pixels, y down.
precision highp float;
precision highp int;

uniform vec3 u_view;  // 2 / width, 2 / height, device pixels per CSS pixel

vec4 project(vec2 p) { return vec4(p.x * u_view.x - 1.0, 1.0 - p.y * u_view.y, 0.0, 1.0); }

// The corners (0,0) (1,0) (0,1), (0,1) (1,0) (1,1) of a rectangle's two triangles.
vec2 rectCorner() {
  int corner = gl_VertexID % 6;
  return vec2(0x32 >> corner & 1, 0x2C >> corner & 1);
}
