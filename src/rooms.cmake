# The rooms of the house: one library per folder, linking one way. tests/layers.mjs holds every #include to
# these lines.
#
# LATER names the sources that a page does without until somebody touches it: the second part of its program,
# which web/tools/split.mjs takes out. tests/browser/parts.test.mjs names a function that is called too early.

lockstep_folder(nn TWIN RELAXED OPTIMIZE -O3)
lockstep_folder(data TWIN USES nn
  LATER check_rows digits drawn handwriting standardize table table_arff table_cells table_form table_reading
        table_roles table_rows table_samples table_text)
lockstep_folder(probes TWIN OPTIMIZE ${fast} USES nn
  LATER * FIRST responses)
lockstep_folder(session TWIN USES data probes
  LATER change course saved_run table_choice twin undo)
lockstep_folder(model TWIN USES session LATER *)
lockstep_folder(lab TWIN USES session LATER *)
lockstep_folder(lab/instruments TWIN USES lab LATER * FIRST instruments)
lockstep_folder(lab/experiments TWIN USES lab LATER * FIRST table)
lockstep_folder(studio USES lab/instruments lab/experiments
  LATER desk_measurement series_csv workbench_challenge workbench_change workbench_comparison workbench_course
        workbench_data workbench_experiment workbench_undo)
if(haveWindow)
  lockstep_folder(gfx NEEDS ${GLES_LIBRARY})
  lockstep_folder(ui/kit USES gfx NEEDS imgui LATER typed_entry)
  lockstep_folder(ui/chart USES ui/kit studio LATER bars columns maps ridges waterfall)
  lockstep_folder(ui/frame USES ui/kit studio LATER loss_csv)
  lockstep_folder(ui/network USES ui/frame ui/chart LATER network_svg)
  lockstep_folder(ui/samples USES ui/frame ui/chart LATER *)
  lockstep_folder(ui/instruments USES ui/frame ui/chart LATER *)
  lockstep_folder(ui/desk USES ui/frame LATER *)
  lockstep_folder(ui/lessons USES ui/frame ui/chart LATER *)
  lockstep_folder(ui/twin USES ui/network ui/chart LATER *)
  lockstep_folder(ui/panels USES ui/frame ui/chart LATER frame_overlay)
  lockstep_folder(ui/shell USES ui/network ui/samples ui/instruments ui/desk ui/lessons ui/twin ui/panels)
  lockstep_folder(app USES ui/shell model LATER commands documents link sharing touch)
  target_sources(lockstep_gfx PRIVATE ${generated}/shaders_generated.h)
  target_sources(lockstep_ui_kit PRIVATE ${generated}/fonts_generated.h)
endif()

if(EMSCRIPTEN)
  # What is downloaded is small rather than fast, except for the arithmetic of a training step and of the
  # instruments that repeat it, and for what every frame does to every vertex.
  lockstep_options(-O2 session/session.cpp probes/linalg.cpp ui/kit/damage.cpp)
  lockstep_options(-Os nn/init.cpp nn/loss.cpp probes/exact.cpp)
  lockstep_options("-O2;-fno-builtin" app/web/libc.cpp)
  # The optimiser of the whole program would turn vmath's constants back into literals.
  foreach(library lockstep_nn lockstep_nn_threads lockstep_nn_relaxed)
    target_compile_options(${library} PRIVATE -fno-lto)
  endforeach()
endif()
