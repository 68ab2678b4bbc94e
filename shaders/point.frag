uniform sampler2D u_texture;  // distances to the shapes' outlines, in radii
uniform vec2 u_distance;      // that 0 and 1 stand for
uniform vec3 u_paper;
uniform vec3 u_ink;
uniform vec3 u_outline;
uniform float u_ring;

in vec2 v_uv;
flat in vec4 v_color;
flat in float v_hollow;
flat in float v_highlighted;
flat in float v_radius;

void main() {
  float distance = mix(u_distance.x, u_distance.y, textureLod(u_texture, v_uv, 0.0).r) * v_radius;
  vec3 fill = v_color.rgb;
  float rim = max(1.25, 0.3 * v_radius);
  if (v_hollow > 0.5) fill = mix(v_color.rgb, u_paper, coverage(distance + rim));
  vec3 ring = v_highlighted > 0.5 ? u_ink : u_outline;
  float body = coverage(distance), all = coverage(distance - u_ring * (1.0 + v_highlighted));
  o_color = vec4(fill * body + ring * (all - body), all) * v_color.a;
}
