/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-deputy.h"
#include "core/ariadne-host.h"
#include "core/ariadne-summons.h"

static gboolean
run_cb (gpointer errand)
{
  _ariadne_errand_run (errand);

  return G_SOURCE_REMOVE;
}

/* GLib's own way to have something called in a context would call it here if nobody
 * runs the context at this very moment.
 */
static gboolean
send_to_context (AriadneErrand  *errand,
                 GCancellable   *cancellable,
                 GError        **error)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  gboolean done;

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, run_cb, _ariadne_errand_ref (errand),
                         (GDestroyNotify) _ariadne_errand_unref);
  g_source_attach (source, _ariadne_errand_get_context (errand));
  _ariadne_host_offer (errand);

  done = _ariadne_errand_wait (errand, cancellable, error);
  g_source_destroy (source);

  return done;
}

static gboolean
send_deputy (AriadneErrand  *errand,
             GCancellable   *cancellable,
             GError        **error)
{
  _ariadne_deputy_send (errand);
  if (_ariadne_errand_wait (errand, cancellable, error))
    return TRUE;

  _ariadne_deputy_leave ();

  return FALSE;
}

static gboolean
call_in_context (GMainContext       *context,
                 AriadneErrandFunc   func,
                 gpointer            data,
                 GError            **error)
{
  gboolean done = _ariadne_errand_call (func, data, error);

  g_main_context_release (context);

  return done;
}

gboolean
_ariadne_summon (GMainContext       *context,
                 AriadneErrandFunc   func,
                 gpointer            data,
                 GDestroyNotify      clear,
                 GError            **error)
{
  GCancellable *cancellable = g_cancellable_get_current ();
  g_autoptr (AriadneErrand) errand = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (context != NULL && _ariadne_host_acquire_context (context))
    return call_in_context (context, func, data, error);
  if (context == NULL && (cancellable == NULL || !_ariadne_deputies_exist ()))
    return _ariadne_errand_call (func, data, error);

  errand = _ariadne_errand_new (context, func, data, clear);

  return context != NULL ? send_to_context (errand, cancellable, error)
                         : send_deputy (errand, cancellable, error);
}

void
_ariadne_summons_push_cancellable (GCancellable *cancellable)
{
  if (cancellable != NULL)
    g_cancellable_push_current (cancellable);
}

void
_ariadne_summons_pop_cancellable (GCancellable *cancellable)
{
  if (cancellable != NULL)
    g_cancellable_pop_current (cancellable);
}
