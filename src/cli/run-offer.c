/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-offer.h"

/**
 * run_offer:
 * @options: the options of a command
 * @values: where to put what is given
 * @heading: a heading
 * @command: the command
 *
 * Offers the options under a heading.
 */
void
run_offer (CliOptions   *options,
           RunValues    *values,
           RunHeadingId  heading,
           RunCommand    command)
{
  g_autofree GOptionEntry *entries = run_values_make_heading_entries (values, heading, command);
  gboolean is_taking_part = command == RUN_COMMAND_SERVE && heading == RUN_HEADING_PLACES;

  cli_options_add (options, is_taking_part ? "Who takes part" : run_heading_get_title (heading),
                   entries);
}
