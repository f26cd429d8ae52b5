/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-host.h"

#include <cblas.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* Takes the text after the colon of the first line that begins with KEY. */
static char *
find_value (const char *text,
            const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *colon = strchr (lines[i], ':');

      if (colon != NULL && g_str_has_prefix (lines[i], key))
        return g_strstrip (g_strdup (colon + 1));
    }

  return NULL;
}

/* Not every architecture names its processors there; then the name of the
 * architecture has to do.
 */
static char *
describe_cpu (const struct utsname *names)
{
  g_autofree char *info = NULL;
  char *cpu = NULL;

  if (g_file_get_contents ("/proc/cpuinfo", &info, NULL, NULL))
    cpu = find_value (info, "model name");

  return cpu != NULL ? cpu : g_strdup (names->machine);
}

static char *
describe_os (const struct utsname *names)
{
  g_autofree char *pretty_name = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  return g_strdup_printf ("%s (%s %s)", pretty_name != NULL ? pretty_name : "unknown",
                          names->sysname, names->release);
}

static gint64
get_memory (void)
{
  return (gint64) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE);
}

/**
 * ariadne_host_describe:
 *
 * Describes the machine and the libraries that figures were measured with:
 * `cpu`, `cores` (those this process may use), `memory_bytes`, `os`, `glib` and
 * `blas`. It tells nothing about who uses the machine or what it is called.
 *
 * Returns: (transfer floating): a dictionary (`a{sv}`)
 */
GVariant *
ariadne_host_describe (void)
{
  GVariantBuilder facts;
  struct utsname names = { 0 };
  g_autofree char *cpu = NULL;
  g_autofree char *os = NULL;
  g_autofree char *glib = NULL;

  uname (&names);
  cpu = describe_cpu (&names);
  os = describe_os (&names);
  glib = g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);

  g_variant_builder_init (&facts, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&facts, "{sv}", "cpu", g_variant_new_string (cpu));
  g_variant_builder_add (&facts, "{sv}", "cores", g_variant_new_uint32 (g_get_num_processors ()));
  g_variant_builder_add (&facts, "{sv}", "memory_bytes", g_variant_new_int64 (get_memory ()));
  g_variant_builder_add (&facts, "{sv}", "os", g_variant_new_string (os));
  g_variant_builder_add (&facts, "{sv}", "glib", g_variant_new_string (glib));
  g_variant_builder_add (&facts, "{sv}", "blas", g_variant_new_string (openblas_get_config ()));

  return g_variant_builder_end (&facts);
}
