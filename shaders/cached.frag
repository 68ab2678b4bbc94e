uniform sampler2D u_texture;  // colour with alpha multiplied in
uniform ivec2 u_origin;       // of the texture in the canvas, device pixels from the lower left

void main() { o_color = texelFetch(u_texture, ivec2(gl_FragCoord.xy) - u_origin, 0); }
