/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-call.h"

static void ariadne_call_async_result_iface_init (GAsyncResultIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneCall, ariadne_call, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT,
                                                      ariadne_call_async_result_iface_init))

static gpointer
ariadne_call_get_user_data (GAsyncResult *result)
{
  return ARIADNE_CALL (result)->user_data;
}

static GObject *
ariadne_call_get_source_object (GAsyncResult *result)
{
  return g_object_ref (G_OBJECT (ARIADNE_CALL (result)->function));
}

static gboolean
ariadne_call_is_tagged (GAsyncResult *result,
                        gpointer      tag)
{
  return tag == ariadne_connected_function_call_async;
}

static void
ariadne_call_async_result_iface_init (GAsyncResultIface *iface)
{
  iface->get_user_data = ariadne_call_get_user_data;
  iface->get_source_object = ariadne_call_get_source_object;
  iface->is_tagged = ariadne_call_is_tagged;
}

static void
forget_everything (AriadneCall *self)
{
  g_clear_object (&self->function);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, ariadne_matrix_unref);
  g_clear_error (&self->error);
}

static void
ariadne_call_finalize (GObject *object)
{
  forget_everything (ARIADNE_CALL (object));

  G_OBJECT_CLASS (ariadne_call_parent_class)->finalize (object);
}

static void
ariadne_call_class_init (AriadneCallClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_call_finalize;
}

static void
ariadne_call_init (AriadneCall *self)
{
  self->link.data = self;
}

AriadneCall *
_ariadne_call_new (void)
{
  return g_object_new (ARIADNE_TYPE_CALL, NULL);
}

void
_ariadne_call_prepare (AriadneCall              *self,
                       AriadneConnectedFunction *function,
                       GCancellable             *cancellable,
                       GAsyncReadyCallback       callback,
                       gpointer                  user_data)
{
  self->function = g_object_ref (function);
  self->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->callback = callback;
  self->user_data = user_data;
}

gboolean
_ariadne_call_recycle (AriadneCall *self)
{
  if (g_atomic_int_get (&G_OBJECT (self)->ref_count) != 1)
    return FALSE;

  forget_everything (self);

  return TRUE;
}

void
_ariadne_call_complete (AriadneCall *self)
{
  g_assert (_ariadne_call_has_ended (self));

  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  self->cancelled_id = 0;

  self->callback (G_OBJECT (self->function), G_ASYNC_RESULT (self), self->user_data);
}
