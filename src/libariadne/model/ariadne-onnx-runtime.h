/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The part of ONNX Runtime's C interface that Ariadne uses. The interface is a table of
 * functions whose places never change, so that nothing of ONNX Runtime is needed to
 * build. Each function that can fail returns a status, NULL if all is well, which belongs
 * to the caller.
 */

typedef struct _OrtAllocator                OrtAllocator;
typedef struct _OrtCudaProviderOptions      OrtCudaProviderOptions;
typedef struct _OrtEnv                      OrtEnv;
typedef struct _OrtMemoryInfo               OrtMemoryInfo;
typedef struct _OrtSession                  OrtSession;
typedef struct _OrtSessionOptions           OrtSessionOptions;
typedef struct _OrtStatus                   OrtStatus;
typedef struct _OrtTensorInfo               OrtTensorInfo;
typedef struct _OrtTypeInfo                 OrtTypeInfo;
typedef struct _OrtValue                    OrtValue;

#define ORT_ELEMENT_FLOAT 1

typedef struct
{
  const char  *(*get_error_message)       (const OrtStatus *);
  OrtStatus   *(*create_env)              (int, const char *, OrtEnv **);
  OrtStatus   *(*create_session)          (const OrtEnv *, const char *,
                                           const OrtSessionOptions *, OrtSession **);
  OrtStatus   *(*run)                     (OrtSession *, const void *, const char * const *,
                                           const OrtValue * const *, size_t,
                                           const char * const *, size_t, OrtValue **);
  OrtStatus   *(*create_session_options)  (OrtSessionOptions **);
  OrtStatus   *(*set_intra_op_threads)    (OrtSessionOptions *, int);
  OrtStatus   *(*set_inter_op_threads)    (OrtSessionOptions *, int);
  OrtStatus   *(*add_session_config)      (OrtSessionOptions *, const char *, const char *);
  OrtStatus   *(*get_input_count)         (const OrtSession *, size_t *);
  OrtStatus   *(*get_output_count)        (const OrtSession *, size_t *);
  OrtStatus   *(*get_input_type)          (const OrtSession *, size_t, OrtTypeInfo **);
  OrtStatus   *(*get_output_type)         (const OrtSession *, size_t, OrtTypeInfo **);
  OrtStatus   *(*get_input_name)          (const OrtSession *, size_t, OrtAllocator *, char **);
  OrtStatus   *(*get_output_name)         (const OrtSession *, size_t, OrtAllocator *, char **);
  OrtStatus   *(*create_tensor_with_data) (const OrtMemoryInfo *, void *, size_t,
                                           const gint64 *, size_t, int, OrtValue **);
  OrtStatus   *(*get_tensor_data)         (OrtValue *, void **);
  OrtStatus   *(*get_tensor_info)         (const OrtValue *, OrtTensorInfo **);
  OrtStatus   *(*cast_to_tensor_info)     (const OrtTypeInfo *, const OrtTensorInfo **);
  OrtStatus   *(*get_element_type)        (const OrtTensorInfo *, int *);
  OrtStatus   *(*get_dimensions_count)    (const OrtTensorInfo *, size_t *);
  OrtStatus   *(*get_dimensions)          (const OrtTensorInfo *, gint64 *, size_t);
  OrtStatus   *(*create_cpu_memory_info)  (int, int, OrtMemoryInfo **);
  OrtStatus   *(*get_default_allocator)   (OrtAllocator **);
  OrtStatus   *(*allocator_free)          (OrtAllocator *, void *);
  OrtStatus   *(*create_cuda_options)     (OrtCudaProviderOptions **);
  OrtStatus   *(*update_cuda_options)     (OrtCudaProviderOptions *, const char * const *,
                                           const char * const *, size_t);
  OrtStatus   *(*append_cuda)             (OrtSessionOptions *, const OrtCudaProviderOptions *);
  void         (*release_cuda_options)    (OrtCudaProviderOptions *);
  void         (*release_memory_info)     (OrtMemoryInfo *);
  void         (*release_session)         (OrtSession *);
  void         (*release_session_options) (OrtSessionOptions *);
  void         (*release_status)          (OrtStatus *);
  void         (*release_tensor_info)     (OrtTensorInfo *);
  void         (*release_type_info)       (OrtTypeInfo *);
  void         (*release_value)           (OrtValue *);

  char         *version;
  OrtEnv       *env;
  OrtAllocator *allocator;
} AriadneOnnxRuntime;

const AriadneOnnxRuntime *ariadne_onnx_runtime_open (const char                *path,
                                                     GError                   **error);
const AriadneOnnxRuntime *ariadne_onnx_runtime_get  (GError                   **error);
gboolean                  ariadne_onnx_check        (const AriadneOnnxRuntime  *self,
                                                     OrtStatus                 *status,
                                                     GError                   **error);

G_END_DECLS
