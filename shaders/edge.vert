// A ribbon along a curve, one instance per edge.
layout(location = 0) in vec4 a_shape;  // per vertex: way covered in x and y (0..1), their rates of change
layout(location = 1) in float a_side;  // per vertex: −1 or 1
layout(location = 2) in vec4 a_ends;   // x0, y0, x1, y1
layout(location = 3) in float a_width;
layout(location = 4) in vec4 a_color;  // alpha not multiplied in

out float v_across;  // distance from the middle of the ribbon, CSS pixels
flat out float v_halfWidth;
flat out vec4 v_color;

void main() {
  vec2 span = a_ends.zw - a_ends.xy;
  vec2 tangent = span * a_shape.zw;
  tangent /= max(length(tangent), 1e-6);
  v_halfWidth = 0.5 * a_width;
  v_across = a_side * (v_halfWidth + 0.75 / u_view.z);  // room for the soft border
  v_color = a_color;
  gl_Position = project(a_ends.xy + span * a_shape.xy + vec2(-tangent.y, tangent.x) * v_across);
}
