// Ribbons along curves, one triangle strip for all. Row 0 of the texture holds samples of the curve: way
// covered in x and y (0..1) and their rates of change. Then come two texels per edge: x0, y0, x1, y1;
// colour, opacity, width.
uniform sampler2D u_texture;
uniform int u_samples;     // along the curve
uniform vec3 u_colors[3];  // positive, negative, not a number

out float v_across;  // distance from the middle of the ribbon, CSS pixels
flat out float v_halfWidth;
flat out vec4 v_color;  // alpha not multiplied in

void main() {
  // The first and the last vertex of an edge stand twice: triangles without area lead from edge to edge.
  int perEdge = 2 * u_samples + 2, edge = gl_VertexID / perEdge;
  int vertex = clamp(gl_VertexID % perEdge - 1, 0, 2 * u_samples - 1);
  int perRow = textureSize(u_texture, 0).x / 2;
  ivec2 at = ivec2(edge % perRow * 2, 1 + edge / perRow);
  vec4 ends = texelFetch(u_texture, at, 0), style = texelFetch(u_texture, at + ivec2(1, 0), 0);
  vec4 curve = texelFetch(u_texture, ivec2(vertex >> 1, 0), 0);

  vec2 span = ends.zw - ends.xy, tangent = span * curve.zw;
  tangent /= max(length(tangent), 1e-6);
  v_halfWidth = 0.5 * style.z;
  v_across = float(2 * (vertex & 1) - 1) * (v_halfWidth + 0.5 / u_view.z);  // room for the soft border
  v_color = vec4(u_colors[int(style.x)], style.y);
  gl_Position = project(ends.xy + span * curve.xy + vec2(-tangent.y, tangent.x) * v_across);
}
