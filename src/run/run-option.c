/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run/run-option.h"

#include <glib/gi18n-lib.h>

#include "run/run-heading.h"
#include "run/run-parse.h"

static const RunHeading * const headings[RUN_N_HEADINGS] = {
  [RUN_HEADING_WHAT] = &run_heading_what,
  [RUN_HEADING_NETWORK] = &run_heading_network,
  [RUN_HEADING_PLACES] = &run_heading_places,
  [RUN_HEADING_CLUSTER] = &run_heading_cluster,
  [RUN_HEADING_PROCESSES] = &run_heading_processes,
  [RUN_HEADING_OUTPUT] = &run_heading_output,
};

const RunHeading *
run_heading_get (RunHeadingId heading)
{
  return headings[heading];
}

/**
 * run_heading_get_title:
 * @heading: a heading
 *
 * Returns: what its options have in common, to be translated
 */
const char *
run_heading_get_title (RunHeadingId heading)
{
  return headings[heading]->title;
}

/**
 * run_option_get_heading:
 * @id: an option
 *
 * Returns: the heading under which it is
 */
RunHeadingId
run_option_get_heading (RunOptionId id)
{
  RunHeadingId heading = 0;

  while (id > headings[heading]->specs[headings[heading]->n_specs - 1].id)
    heading++;

  return heading;
}

/**
 * run_option_get_spec:
 * @id: an option
 *
 * Returns: its declaration
 */
const RunOptionSpec *
run_option_get_spec (RunOptionId id)
{
  const RunHeading *heading = headings[run_option_get_heading (id)];

  return &heading->specs[id - heading->specs[0].id];
}

/**
 * run_option_find:
 * @name: a name, without dashes
 *
 * Returns: (nullable): the option of that name
 */
const RunOptionSpec *
run_option_find (const char *name)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    if (g_str_equal (run_option_get_spec (id)->name, name))
      return run_option_get_spec (id);

  return NULL;
}

/**
 * run_option_get_choices:
 * @spec: an option that is a choice
 *
 * Returns: (array zero-terminated=1): the words that it accepts
 */
const char * const *
run_option_get_choices (const RunOptionSpec *spec)
{
  return spec->get_choices != NULL ? spec->get_choices () : spec->choices;
}

/**
 * run_option_check:
 * @spec: an option that is not a flag
 * @text: a value for it
 * @error: return location for an error
 *
 * Checks a value on its own.
 *
 * Returns: whether it can be given
 */
gboolean
run_option_check (const RunOptionSpec  *spec,
                  const char           *text,
                  GError              **error)
{
  g_autofree char *option = g_strconcat ("--", spec->name, NULL);
  guint64 number = 0;
  double fraction;
  guint choice = 0;

  if (spec->check != NULL)
    return spec->check (text, error);

  switch (spec->kind)
    {
    case RUN_KIND_COUNT:
      return run_parse_wide_count (option, text, spec->minimum, spec->maximum, &number, error);
    case RUN_KIND_FRACTION:
      return run_parse_fraction (option, text, &fraction, error);
    case RUN_KIND_SECONDS:
      return run_parse_seconds (option, text, spec->shortest, spec->longest, &fraction, error);
    case RUN_KIND_SIZE:
      return run_parse_size (option, text, spec->minimum, &number, error);
    case RUN_KIND_CHOICE:
      return run_parse_choice (option, text, run_option_get_choices (spec), &choice, error);
    case RUN_KIND_TEXT:
    case RUN_KIND_FILE:
    case RUN_KIND_PROGRAM:
      return TRUE;
    case RUN_KIND_FLAG:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * run_option_is_about:
 * @spec: an option
 * @values: what is given
 *
 * Returns: whether the option is one for the domain that is to be searched
 */
gboolean
run_option_is_about (const RunOptionSpec *spec,
                     const RunValues     *values)
{
  return spec->domain == NULL || run_values_is (values, RUN_OPTION_DOMAIN, spec->domain);
}

/**
 * run_option_get_hindrance:
 * @spec: an option
 * @values: what is given
 *
 * Returns: (nullable): a translated sentence that says why the option makes no
 *   difference now; %NULL if it does
 */
const char *
run_option_get_hindrance (const RunOptionSpec *spec,
                          const RunValues     *values)
{
  const char *hindrance = NULL;

  if (!run_option_is_about (spec, values))
    hindrance = N_("It is about searches of another domain.");
  else if (spec->get_hindrance != NULL)
    hindrance = spec->get_hindrance (values);

  return hindrance != NULL ? _(hindrance) : NULL;
}
