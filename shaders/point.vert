// Data points, six equal vertices each.
layout(location = 0) in vec3 a_place;  // x, y, radius
layout(location = 1) in vec4 a_color;  // alpha not multiplied in
layout(location = 2) in uvec3 a_kind;  // shape, 1 if hollow, 1 if highlighted

uniform float u_ring;   // width of the ring around a point, CSS pixels
uniform vec3 u_shape;   // how many shapes, what each picture of one covers and what a shape does, in radii

out vec2 v_uv;  // in the picture of all shapes
flat out vec4 v_color;
flat out float v_hollow;
flat out float v_highlighted;
flat out float v_radius;

void main() {
  v_hollow = float(a_kind.y);
  v_highlighted = float(a_kind.z);
  v_color = a_color;
  v_radius = a_place.z;
  float reach = v_radius * u_shape.z + u_ring * (1.0 + v_highlighted) + 0.75 / u_view.z;
  vec2 offset = mix(vec2(-reach), vec2(reach), rectCorner());
  v_uv = 0.5 + 0.5 * offset / (v_radius * u_shape.y);
  v_uv.x = (float(a_kind.x) + v_uv.x) / u_shape.x;
  gl_Position = project(a_place.xy + offset);
}
