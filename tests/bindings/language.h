/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

/* The examples in a language, as the build has found it. */
typedef struct
{
  const char *interpreter; /* the variable with its path; NULL if examples are programs */
  const char *folder;      /* the variable with the folder of the examples */
  const char *suffix;      /* of their names */
  const char *missing;     /* why there may be none */
} Language;

static const Language language_c = {
  NULL, "ARIADNE_EXAMPLES_BUILT", "", NULL
};

static const Language language_python = {
  "ARIADNE_PYTHON", "ARIADNE_EXAMPLES", ".py",
  "there is no introspection data, or no Python with gi (python3-gi)"
};

static const Language language_gjs = {
  "ARIADNE_GJS", "ARIADNE_EXAMPLES", ".js", "there is no introspection data, or no gjs"
};

static const Language language_vala = {
  NULL, "ARIADNE_EXAMPLES_VALA", "-vala", "there is no binding for Vala, or no valac"
};

/* Runs an example with the arguments that follow, up to a NULL. Gives what it has
 * printed, or NULL if the test is skipped since the language is missing.
 */
static char *
language_run (const Language *self,
              const char     *example,
              ...) G_GNUC_NULL_TERMINATED;

static char *
language_run (const Language *self,
              const char     *example,
              ...)
{
  const char *interpreter = self->interpreter != NULL ? g_getenv (self->interpreter) : NULL;
  const char *folder = g_getenv (self->folder);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  va_list arguments;

  if (folder == NULL || (self->interpreter != NULL && interpreter == NULL))
    {
      g_test_skip (self->missing);
      return NULL;
    }

  if (interpreter != NULL)
    g_ptr_array_add (argv, g_strdup (interpreter));
  g_ptr_array_add (argv, g_strdup_printf ("%s/%s%s", folder, example, self->suffix));
  va_start (arguments, example);
  for (const char *next = va_arg (arguments, const char *); next != NULL;
       next = va_arg (arguments, const char *))
    g_ptr_array_add (argv, g_strdup (next));
  va_end (arguments);
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  g_assert_true (g_subprocess_get_successful (process));

  return output;
}
