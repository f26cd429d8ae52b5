/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gmodule.h>

#include "model/ariadne-onnx-runtime.h"

#include "core/ariadne-error.h"

/* The version of the table from which all these places are there: that of ONNX Runtime
 * 1.11. Later ones have more, after these.
 */
#define API_VERSION 11

#define LOG_ERRORS 3

typedef struct
{
  const gpointer *(*get_api)            (guint32 version);
  const char     *(*get_version_string) (void);
} ApiBase;

#define PLACE(function, index) { G_STRUCT_OFFSET (AriadneOnnxRuntime, function), index }

static const struct
{
  gsize offset; /* of a function in ours */
  guint index;  /* of it in their table */
} places[] = {
  PLACE (get_error_message, 2),
  PLACE (create_env, 3),
  PLACE (create_session, 7),
  PLACE (run, 9),
  PLACE (create_session_options, 10),
  PLACE (set_intra_op_threads, 24),
  PLACE (set_inter_op_threads, 25),
  PLACE (get_input_count, 30),
  PLACE (get_output_count, 31),
  PLACE (get_input_type, 33),
  PLACE (get_output_type, 34),
  PLACE (get_input_name, 36),
  PLACE (get_output_name, 37),
  PLACE (create_tensor_with_data, 49),
  PLACE (get_tensor_data, 51),
  PLACE (cast_to_tensor_info, 55),
  PLACE (get_element_type, 60),
  PLACE (get_dimensions_count, 61),
  PLACE (get_dimensions, 62),
  PLACE (get_tensor_info, 65),
  PLACE (create_cpu_memory_info, 69),
  PLACE (allocator_free, 76),
  PLACE (get_default_allocator, 78),
  PLACE (release_status, 93),
  PLACE (release_memory_info, 94),
  PLACE (release_session, 95),
  PLACE (release_value, 96),
  PLACE (release_type_info, 98),
  PLACE (release_tensor_info, 99),
  PLACE (release_session_options, 100),
  PLACE (add_session_config, 130),
  PLACE (append_cuda, 204),
  PLACE (create_cuda_options, 205),
  PLACE (update_cuda_options, 206),
  PLACE (release_cuda_options, 208),
};

static gboolean
fill (AriadneOnnxRuntime  *self,
      const char          *path,
      const ApiBase       *base,
      GError             **error)
{
  const gpointer *table = base->get_api (API_VERSION);

  if (table == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "%s is ONNX Runtime %s: expected 1.%d or later", path,
                   base->get_version_string (), API_VERSION);
      return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    *(gpointer *) G_STRUCT_MEMBER_P (self, places[i].offset) = table[places[i].index];
  self->version = g_strdup (base->get_version_string ());

  return ariadne_onnx_check (self, self->create_env (LOG_ERRORS, "ariadne", &self->env), error)
         && ariadne_onnx_check (self, self->get_default_allocator (&self->allocator), error);
}

/* Opens ONNX Runtime for good: its threads and devices end with the program. */
const AriadneOnnxRuntime *
ariadne_onnx_runtime_open (const char  *path,
                           GError     **error)
{
  AriadneOnnxRuntime *self;
  GModule *module = g_module_open (path, G_MODULE_BIND_LOCAL);
  gpointer symbol;

  if (module == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "ONNX Runtime cannot be loaded: %s. Install it, or have"
                   " ARIADNE_ONNX_RUNTIME name its libonnxruntime.so",
                   g_module_error ());
      return NULL;
    }
  g_module_make_resident (module);

  if (!g_module_symbol (module, "OrtGetApiBase", &symbol))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "%s is not ONNX Runtime: it has no OrtGetApiBase", path);
      return NULL;
    }

  self = g_new0 (AriadneOnnxRuntime, 1);
  if (!fill (self, path, ((const ApiBase *(*) (void)) symbol) (), error))
    {
      g_free (self->version);
      g_free (self);
      return NULL;
    }

  return self;
}

typedef struct
{
  const AriadneOnnxRuntime *runtime;
  GError                   *error;
} Result;

static gpointer
open_once (gpointer data)
{
  static Result result;
  const char *path = g_getenv ("ARIADNE_ONNX_RUNTIME");

  if (path != NULL && *path != '\0')
    result.runtime = ariadne_onnx_runtime_open (path, &result.error);
  else if ((result.runtime = ariadne_onnx_runtime_open ("libonnxruntime.so.1", NULL)) == NULL)
    result.runtime = ariadne_onnx_runtime_open ("libonnxruntime.so", &result.error);

  return &result;
}

/* Gets ONNX Runtime, which is where libraries are or where ARIADNE_ONNX_RUNTIME says.
 * Whether it is there is found out once.
 */
const AriadneOnnxRuntime *
ariadne_onnx_runtime_get (GError **error)
{
  static GOnce once = G_ONCE_INIT;
  const Result *result = g_once (&once, open_once, NULL);

  if (result->runtime == NULL && error != NULL)
    *error = g_error_copy (result->error);

  return result->runtime;
}

/* Whether a call has gone well; takes its status. */
gboolean
ariadne_onnx_check (const AriadneOnnxRuntime  *self,
                    OrtStatus                 *status,
                    GError                   **error)
{
  if (status == NULL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "ONNX Runtime: %s",
               self->get_error_message (status));
  self->release_status (status);

  return FALSE;
}
