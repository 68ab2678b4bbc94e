// Data points, one instance each.
layout(location = 0) in vec3 a_place;  // x, y, radius
layout(location = 1) in vec4 a_color;  // alpha not multiplied in
layout(location = 2) in uvec2 a_flags;  // 1 if hollow, 1 if highlighted
layout(location = 3) in vec4 a_shape;   // sides (0 circle, −1 plus sign), outer and inner radius, rotation

uniform float u_ring;  // width of the ring around a point, CSS pixels

out vec2 v_position;  // from the centre, CSS pixels
flat out vec4 v_shape;
flat out vec4 v_color;
flat out float v_hollow;
flat out float v_highlighted;
flat out float v_radius;

void main() {
  v_hollow = float(a_flags.x);
  v_highlighted = float(a_flags.y);
  v_shape = a_shape;
  v_color = a_color;
  v_radius = a_place.z;
  v_shape.yz *= v_radius;
  float reach = v_shape.y * 1.2 + u_ring * 2.0 + 1.0;
  v_position = mix(vec2(-reach), vec2(reach), stripCorner());
  gl_Position = project(a_place.xy + v_position);
}
