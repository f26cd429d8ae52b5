/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gmodule.h>

#include "model/ariadne-device-module.h"

#include "core/ariadne-error.h"
#include "core/ariadne-installation.h"
#include "model/ariadne-graph-private.h"
#include "model/ariadne-weights-private.h"

#define MODULE_NAME "ariadne-cuda." G_MODULE_SUFFIX

/* What both sides of a module share, as it is on machines with 64-bit pointers. Where
 * one of these fails, raise ARIADNE_DEVICE_BACKEND_ABI too: a module that was built
 * before the change must not be taken for one that was built after it.
 */
#if GLIB_SIZEOF_VOID_P == 8
G_STATIC_ASSERT (ARIADNE_DEVICE_BACKEND_ABI == 2);
G_STATIC_ASSERT (sizeof (AriadneDeviceBackend) == 72);
G_STATIC_ASSERT (sizeof (AriadneDeviceLimits) == 12);
G_STATIC_ASSERT (sizeof (AriadneDeviceCounters) == 32);
G_STATIC_ASSERT (sizeof (AriadneDeviceInfo) == 40);
G_STATIC_ASSERT (sizeof (AriadneDeviceOptions) == 40);
G_STATIC_ASSERT (sizeof (AriadneModelTimes) == 64);
G_STATIC_ASSERT (sizeof (AriadneNetworkTask) == 16);
G_STATIC_ASSERT (sizeof (AriadneGraph) == 56);
G_STATIC_ASSERT (sizeof (AriadneNetworkConfig) == 40);
G_STATIC_ASSERT (sizeof (AriadneWeights) == 584);
#endif

/* Opens a module for good: it stays in memory until the program ends, since the
 * driver that it starts cannot be stopped.
 */
const AriadneDeviceBackend *
ariadne_device_module_open (const char  *path,
                            GError     **error)
{
  GModule *module;
  gpointer symbol;
  const AriadneDeviceBackend *backend;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                           "this build has no module for CUDA");
      return NULL;
    }

  module = g_module_open (path, G_MODULE_BIND_LOCAL);
  if (module == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "the module for CUDA cannot be loaded: %s", g_module_error ());
      return NULL;
    }
  g_module_make_resident (module);

  if (!g_module_symbol (module, ARIADNE_DEVICE_BACKEND_ENTRY, &symbol))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "%s is not a module of Ariadne: it has no %s", path,
                   ARIADNE_DEVICE_BACKEND_ENTRY);
      return NULL;
    }

  backend = ((AriadneDeviceBackendEntry) symbol) ();
  if (backend->abi != ARIADNE_DEVICE_BACKEND_ABI)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "the module for CUDA is that of another version of Ariadne"
                   " (its interface is number %u, expected %u)",
                   backend->abi, ARIADNE_DEVICE_BACKEND_ABI);
      return NULL;
    }

  return backend;
}

typedef struct
{
  const AriadneDeviceBackend *backend;
  GError                     *error;
} Result;

static gpointer
open_once (gpointer data)
{
  static Result result;
  const char *folder = g_getenv ("ARIADNE_MODULE_DIR");
  g_autofree char *installed = _ariadne_installation_find (ARIADNE_MODULEDIR);
  g_autofree char *path = NULL;

  path = g_build_filename (folder != NULL ? folder : installed, MODULE_NAME, NULL);
  result.backend = ariadne_device_module_open (path, &result.error);

  return &result;
}

/* Gets the module, which lies where it was installed or in the folder that
 * ARIADNE_MODULE_DIR names. Whether it is there is found out once.
 */
const AriadneDeviceBackend *
ariadne_device_module_get (GError **error)
{
  static GOnce once = G_ONCE_INIT;
  const Result *result = g_once (&once, open_once, NULL);

  if (result->backend == NULL && error != NULL)
    *error = g_error_copy (result->error);

  return result->backend;
}

static AriadneDeviceInfo *
describe (const AriadneDeviceBackend *backend,
          guint                       device)
{
  AriadneDeviceInfo *info = g_new0 (AriadneDeviceInfo, 1);

  info->kind = ARIADNE_DEVICE_CUDA;
  info->index = device;
  backend->describe (device, info);

  return info;
}

/* Adds the GPUs to a list, or an entry that says why there is none. */
void
ariadne_device_module_list (GPtrArray *list)
{
  g_autoptr (GError) error = NULL;
  const AriadneDeviceBackend *backend = ariadne_device_module_get (&error);
  guint n_devices = backend != NULL ? backend->count (&error) : 0;

  for (guint i = 0; i < n_devices; i++)
    g_ptr_array_add (list, describe (backend, i));

  if (n_devices == 0)
    {
      AriadneDeviceInfo *info = g_new0 (AriadneDeviceInfo, 1);

      info->kind = ARIADNE_DEVICE_CUDA;
      info->index = ARIADNE_DEVICE_ANY;
      info->name = g_strdup ("no GPU");
      info->reason = g_strdup (error->message);
      g_ptr_array_add (list, info);
    }
}

/* Chooses a device: the one with that index, or the first that can be used. If
 * there is none, the error is that of the first.
 */
AriadneDeviceInfo *
ariadne_device_module_choose (const AriadneDeviceBackend  *backend,
                              int                          index,
                              GError                     **error)
{
  guint n_devices = backend->count (error);
  g_autofree char *reason = NULL;

  if (n_devices == 0)
    return NULL;

  if (index != ARIADNE_DEVICE_ANY && (guint) index >= n_devices)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
                   "there is no %s:%d: %u found, counted from 0", backend->name, index, n_devices);
      return NULL;
    }

  for (guint i = 0; i < n_devices; i++)
    {
      g_autoptr (AriadneDeviceInfo) info = NULL;

      if (index != ARIADNE_DEVICE_ANY && (guint) index != i)
        continue;

      info = describe (backend, i);
      if (info->reason == NULL)
        return g_steal_pointer (&info);
      if (reason == NULL)
        reason = g_strdup_printf ("%s:%u (%s): %s", backend->name, i, info->name, info->reason);
    }

  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED, reason);

  return NULL;
}
