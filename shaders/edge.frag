in float v_across;
flat in float v_halfWidth;
flat in vec4 v_color;

void main() {
  // A line thinner than a device pixel covers at most its own width of one.
  float alpha = v_color.a * min(coverage(abs(v_across) - v_halfWidth), 2.0 * v_halfWidth * u_view.z);
  o_color = vec4(v_color.rgb, 1.0) * alpha;
}
