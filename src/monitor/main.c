/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "core/ariadne-installation.h"
#include "monitor-application.h"

int
main (int    argc,
      char **argv)
{
  g_autofree char *locales = _ariadne_installation_find (ARIADNE_LOCALEDIR);
  g_autoptr (MonitorApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locales);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = monitor_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
