uniform vec3 u_paper;
uniform vec3 u_ink;
uniform float u_ring;

in vec2 v_position;
flat in vec4 v_shape;
flat in vec4 v_color;
flat in float v_hollow;
flat in float v_highlighted;
flat in float v_radius;

const float kPi = 3.14159265;

// Signed distance to a plus sign: arms `outer` long and 2·inner wide.
float plusDistance(vec2 p, float outer, float inner) {
  p = abs(p);
  if (p.y > p.x) p = p.yx;
  vec2 q = p - vec2(outer, inner);
  float k = max(q.y, q.x);
  vec2 w = k > 0.0 ? q : vec2(inner - p.x, -k);
  return sign(k) * length(max(w, 0.0));
}

// Signed distance to a star whose points lie at `outer` and whose notches lie at `inner`; a regular polygon is
// the star without notches. The plane is folded onto one half of one point.
float starDistance(vec2 p, float sides, float outer, float inner) {
  float slice = kPi / sides;
  float angle = mod(atan(p.x, -p.y), 2.0 * slice);  // 0 at the top
  angle = min(angle, 2.0 * slice - angle);
  vec2 folded = length(p) * vec2(cos(angle), sin(angle));
  vec2 tip = vec2(outer, 0.0), edge = inner * vec2(cos(slice), sin(slice)) - tip, w = folded - tip;
  float side = edge.x * w.y - edge.y * w.x;
  return length(w - edge * clamp(dot(w, edge) / dot(edge, edge), 0.0, 1.0)) * -sign(side);
}

float shapeDistance(vec2 p) {
  float c = cos(v_shape.w), s = sin(v_shape.w);
  p = vec2(c * p.x + s * p.y, c * p.y - s * p.x);
  if (v_shape.x == 0.0) return length(p) - v_shape.y;
  if (v_shape.x < 0.0) return plusDistance(p, v_shape.y, v_shape.z);
  return starDistance(p, v_shape.x, v_shape.y, v_shape.z);
}

void main() {
  float distance = shapeDistance(v_position);
  vec3 fill = v_color.rgb;
  float rim = max(1.25, 0.3 * v_radius);
  if (v_hollow > 0.5) fill = mix(v_color.rgb, u_paper, coverage(distance + rim));
  vec3 ring = v_highlighted > 0.5 ? u_ink : u_paper;
  float body = coverage(distance), all = coverage(distance - u_ring * (1.0 + v_highlighted));
  o_color = vec4(fill * body + ring * (all - body), all) * v_color.a;
}
