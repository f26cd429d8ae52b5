/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-private.h"

#include <deque>
#include <map>
#include <set>
#include <thread>
#include <time.h>
#include <vector>

#include "emulator-runtime.h"

/* Streams, events and graphs. What a stream was asked to do is numbered; an
 * event remembers a stream and a number. To finish a stream up to a number is to
 * do all that comes before it, which may take finishing another stream first.
 */

typedef struct
{
  int              device;
  EmulatorFunction function;
} Task;

struct CudaEmulatorGraph
{
  std::vector<Task> tasks;
};

struct CudaEmulatorStream
{
  int              device;
  bool             blocking;
  std::deque<Task> tasks;
  uint64_t         n_asked;
  uint64_t         n_done;

  CudaEmulatorGraph         *capturing;
  bool                       invalid; /* the capture */
  enum cudaStreamCaptureMode mode;
  std::thread::id            capturer;
};

struct CudaEmulatorEvent
{
  CudaEmulatorStream *stream; /* NULL: never recorded */
  uint64_t            number;
  double              time;
};

/* Whoever uses the device while the program exits finds these taken down, as on a
 * device, and the sanitizers say so.
 */
static std::set<CudaEmulatorStream *> streams;
static std::set<CudaEmulatorEvent *> events;
static std::set<CudaEmulatorGraph *> graphs;
static std::map<int, CudaEmulatorStream *> default_streams;

typedef std::lock_guard<std::recursive_mutex> Guard;

static CudaEmulatorStream *
stream_new (bool blocking)
{
  CudaEmulatorStream *self = new CudaEmulatorStream ();

  self->device = emulator_runtime_get_device ();
  self->blocking = blocking;

  return self;
}

static CudaEmulatorStream *
resolve (cudaStream_t stream)
{
  CudaEmulatorStream *&found = default_streams[emulator_runtime_get_device ()];

  if (stream != NULL)
    return streams.count (stream) > 0 ? stream : NULL;
  if (found == NULL)
    found = stream_new (true);

  return found;
}

static cudaError_t
finish (CudaEmulatorStream *self,
        uint64_t            number)
{
  cudaError_t result = cudaSuccess;

  while (self->n_done < number)
    {
      Task task = self->tasks.front ();
      cudaError_t error;

      self->tasks.pop_front ();
      self->n_done++;
      error = emulator_runtime_run (task.device, task.function);
      if (error != cudaSuccess)
        result = error;
    }

  return result;
}

void
emulator_streams_finish_all (void)
{
  for (auto &stream : default_streams)
    finish (stream.second, stream.second->n_asked);
  for (CudaEmulatorStream *stream : streams)
    finish (stream, stream->n_asked);
}

size_t
emulator_streams_count (void)
{
  return streams.size () + events.size () + graphs.size ();
}

void
emulator_streams_reset (void)
{
  for (auto &stream : default_streams)
    delete stream.second;
  for (CudaEmulatorStream *stream : streams)
    delete stream;
  for (CudaEmulatorEvent *event : events)
    delete event;
  for (CudaEmulatorGraph *graph : graphs)
    delete graph;
  default_streams.clear ();
  streams.clear ();
  events.clear ();
  graphs.clear ();
}

cudaError_t
emulator_streams_add (cudaStream_t     stream,
                      int              device,
                      EmulatorFunction function)
{
  CudaEmulatorStream *self = resolve (stream);

  if (self == NULL)
    return cudaErrorInvalidResourceHandle;
  if (self->invalid)
    return cudaErrorStreamCaptureInvalidated;

  if (self->capturing != NULL)
    {
      self->capturing->tasks.push_back (Task { device, function });
      return cudaSuccess;
    }

  self->tasks.push_back (Task { device, function });
  self->n_asked++;

  return cudaSuccess;
}

static bool
is_forbidden (const CudaEmulatorStream *self)
{
  if (self->capturing == NULL || self->mode == cudaStreamCaptureModeRelaxed)
    return false;

  return self->mode == cudaStreamCaptureModeGlobal
         || self->capturer == std::this_thread::get_id ();
}

cudaError_t
emulator_streams_check_capture (void)
{
  cudaError_t error = cudaSuccess;

  for (CudaEmulatorStream *stream : streams)
    if (is_forbidden (stream))
      {
        stream->invalid = true;
        error = cudaErrorStreamCaptureUnsupported;
      }

  return error;
}

/* A call that waits. */
static cudaError_t
begin_wait (CudaEmulatorStream *stream)
{
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_SYNCHRONIZE);

  if (error == cudaSuccess)
    error = emulator_streams_check_capture ();
  if (error == cudaSuccess && stream != NULL && stream->capturing != NULL)
    {
      stream->invalid = true;
      error = cudaErrorStreamCaptureUnsupported;
    }

  return error;
}

/* The default stream waits for those that block, and they for it. */
static cudaError_t
finish_stream (CudaEmulatorStream *self)
{
  cudaError_t error = cudaSuccess;

  if (self == resolve (NULL))
    for (CudaEmulatorStream *stream : streams)
      if (stream->blocking && error == cudaSuccess)
        error = finish (stream, stream->n_asked);
  if (self->blocking && error == cudaSuccess)
    error = finish (resolve (NULL), resolve (NULL)->n_asked);
  if (error == cudaSuccess)
    error = finish (self, self->n_asked);

  return error;
}

static double
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
}

extern "C" {

cudaError_t
cudaStreamCreateWithFlags (cudaStream_t *stream,
                           unsigned int  flags)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_STREAM);

  *stream = NULL;
  if (error != cudaSuccess)
    return emulator_runtime_end (error);

  *stream = stream_new (!(flags & cudaStreamNonBlocking));
  streams.insert (*stream);

  return cudaSuccess;
}

cudaError_t
cudaStreamCreate (cudaStream_t *stream)
{
  return cudaStreamCreateWithFlags (stream, cudaStreamDefault);
}

cudaError_t
cudaStreamDestroy (cudaStream_t stream)
{
  Guard guard (emulator_runtime_lock ());

  if (streams.count (stream) == 0)
    return emulator_runtime_end (cudaErrorInvalidResourceHandle);

  finish (stream, stream->n_asked);
  for (CudaEmulatorEvent *event : events)
    if (event->stream == stream)
      event->stream = NULL;
  streams.erase (stream);
  delete stream;

  return cudaSuccess;
}

cudaError_t
cudaStreamSynchronize (cudaStream_t stream)
{
  Guard guard (emulator_runtime_lock ());
  CudaEmulatorStream *self = resolve (stream);
  cudaError_t error = begin_wait (self);

  if (error == cudaSuccess)
    error = self == NULL ? cudaErrorInvalidResourceHandle : finish_stream (self);

  return emulator_runtime_end (error);
}

/* Asking makes no progress, so that polling is seen to be that. */
cudaError_t
cudaStreamQuery (cudaStream_t stream)
{
  Guard guard (emulator_runtime_lock ());
  CudaEmulatorStream *self = resolve (stream);
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_N_CALLS);

  if (error == cudaSuccess && self == NULL)
    error = cudaErrorInvalidResourceHandle;
  if (error == cudaSuccess && !self->tasks.empty ())
    error = cudaErrorNotReady;

  return emulator_runtime_end (error);
}

cudaError_t
cudaDeviceSynchronize (void)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = begin_wait (NULL);

  if (error == cudaSuccess)
    error = finish_stream (resolve (NULL));
  for (CudaEmulatorStream *stream : streams)
    if (error == cudaSuccess && stream->device == emulator_runtime_get_device ())
      error = finish (stream, stream->n_asked);

  return emulator_runtime_end (error);
}

cudaError_t
cudaLaunchHostFunc (cudaStream_t  stream,
                    cudaHostFn_t  func,
                    void         *user_data)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_N_CALLS);

  if (error == cudaSuccess)
    error = emulator_streams_add (stream, emulator_runtime_get_device (), [=] {
      func (user_data);
      return cudaSuccess;
    });

  return emulator_runtime_end (error);
}

cudaError_t
cudaEventCreateWithFlags (cudaEvent_t  *event,
                          unsigned int  flags)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_STREAM);

  *event = NULL;
  if (error != cudaSuccess)
    return emulator_runtime_end (error);

  *event = new CudaEmulatorEvent ();
  events.insert (*event);

  return cudaSuccess;
}

cudaError_t
cudaEventCreate (cudaEvent_t *event)
{
  return cudaEventCreateWithFlags (event, cudaEventDefault);
}

cudaError_t
cudaEventDestroy (cudaEvent_t event)
{
  Guard guard (emulator_runtime_lock ());

  if (events.count (event) == 0)
    return emulator_runtime_end (cudaErrorInvalidResourceHandle);

  if (event->stream != NULL)
    finish (event->stream, event->number);
  events.erase (event);
  delete event;

  return cudaSuccess;
}

/* A record that is captured happens when the graph runs, and cannot be waited
 * for by number; it keeps the time.
 */
cudaError_t
cudaEventRecord (cudaEvent_t  event,
                 cudaStream_t stream)
{
  Guard guard (emulator_runtime_lock ());
  CudaEmulatorStream *self = resolve (stream);
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_N_CALLS);

  if (error == cudaSuccess && (self == NULL || events.count (event) == 0))
    error = cudaErrorInvalidResourceHandle;
  if (error == cudaSuccess)
    error = emulator_streams_add (self == resolve (NULL) ? NULL : self,
                                  emulator_runtime_get_device (), [=] {
      event->time = get_time ();
      return cudaSuccess;
    });
  if (error == cudaSuccess && self->capturing == NULL)
    {
      event->stream = self;
      event->number = self->n_asked;
    }

  return emulator_runtime_end (error);
}

cudaError_t
cudaStreamWaitEvent (cudaStream_t stream,
                     cudaEvent_t  event,
                     unsigned int flags)
{
  Guard guard (emulator_runtime_lock ());
  CudaEmulatorStream *self = resolve (stream);
  CudaEmulatorStream *other;
  uint64_t number;
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_N_CALLS);

  if (error == cudaSuccess && (self == NULL || events.count (event) == 0))
    error = cudaErrorInvalidResourceHandle;
  if (error != cudaSuccess || event->stream == NULL)
    return emulator_runtime_end (error);
  if (self->capturing != NULL)
    return emulator_runtime_end (cudaErrorStreamCaptureUnsupported);

  other = event->stream;
  number = event->number;
  error = emulator_streams_add (stream, emulator_runtime_get_device (), [=] {
    return finish (other, number);
  });

  return emulator_runtime_end (error);
}

cudaError_t
cudaEventSynchronize (cudaEvent_t event)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = begin_wait (NULL);

  if (error == cudaSuccess && events.count (event) == 0)
    error = cudaErrorInvalidResourceHandle;
  if (error == cudaSuccess && event->stream != NULL)
    error = finish (event->stream, event->number);

  return emulator_runtime_end (error);
}

cudaError_t
cudaEventQuery (cudaEvent_t event)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_N_CALLS);

  if (error == cudaSuccess && events.count (event) == 0)
    error = cudaErrorInvalidResourceHandle;
  if (error == cudaSuccess && event->stream != NULL && event->stream->n_done < event->number)
    error = cudaErrorNotReady;

  return emulator_runtime_end (error);
}

cudaError_t
cudaEventElapsedTime (float       *milliseconds,
                      cudaEvent_t  start,
                      cudaEvent_t  end)
{
  cudaError_t error = cudaEventQuery (start);

  if (error == cudaSuccess)
    error = cudaEventQuery (end);
  if (error == cudaSuccess && (start->stream == NULL || end->stream == NULL))
    error = emulator_runtime_end (cudaErrorInvalidResourceHandle);
  if (error == cudaSuccess)
    *milliseconds = end->time - start->time;

  return error;
}

cudaError_t
cudaStreamBeginCapture (cudaStream_t               stream,
                        enum cudaStreamCaptureMode mode)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_N_CALLS);

  if (error == cudaSuccess && (stream == NULL || streams.count (stream) == 0))
    error = cudaErrorStreamCaptureUnsupported;
  if (error == cudaSuccess && stream->capturing != NULL)
    error = cudaErrorStreamCaptureUnsupported;
  if (error != cudaSuccess)
    return emulator_runtime_end (error);

  stream->capturing = new CudaEmulatorGraph ();
  stream->invalid = false;
  stream->mode = mode;
  stream->capturer = std::this_thread::get_id ();

  return cudaSuccess;
}

/* Whatever happens, the stream is out of its capture afterwards. */
cudaError_t
cudaStreamEndCapture (cudaStream_t  stream,
                      cudaGraph_t  *graph)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_CAPTURE);
  CudaEmulatorGraph *captured;
  bool invalid;

  *graph = NULL;
  if (stream == NULL || streams.count (stream) == 0 || stream->capturing == NULL)
    return emulator_runtime_end (cudaErrorInvalidValue);

  captured = stream->capturing;
  invalid = stream->invalid;
  stream->capturing = NULL;
  stream->invalid = false;
  if (error == cudaSuccess && invalid)
    error = cudaErrorStreamCaptureInvalidated;
  if (error != cudaSuccess)
    {
      delete captured;
      return emulator_runtime_end (error);
    }

  graphs.insert (captured);
  *graph = captured;

  return cudaSuccess;
}

cudaError_t
cudaGraphInstantiate (cudaGraphExec_t    *exec,
                      cudaGraph_t         graph,
                      unsigned long long  flags)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_CAPTURE);

  *exec = NULL;
  if (error == cudaSuccess && graphs.count (graph) == 0)
    error = cudaErrorInvalidResourceHandle;
  if (error != cudaSuccess)
    return emulator_runtime_end (error);

  *exec = new CudaEmulatorGraph (*graph);
  graphs.insert (*exec);

  return cudaSuccess;
}

cudaError_t
cudaGraphUpload (cudaGraphExec_t exec,
                 cudaStream_t    stream)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_N_CALLS);

  if (error == cudaSuccess && graphs.count (exec) == 0)
    error = cudaErrorInvalidResourceHandle;

  return emulator_runtime_end (error);
}

cudaError_t
cudaGraphLaunch (cudaGraphExec_t exec,
                 cudaStream_t    stream)
{
  Guard guard (emulator_runtime_lock ());
  cudaError_t error = emulator_runtime_begin (CUDA_EMULATOR_LAUNCH);

  if (error == cudaSuccess && graphs.count (exec) == 0)
    error = cudaErrorInvalidResourceHandle;
  if (error == cudaSuccess)
    emulator_runtime_count_graph_launch ();
  for (size_t i = 0; error == cudaSuccess && i < exec->tasks.size (); i++)
    error = emulator_streams_add (stream, exec->tasks[i].device, exec->tasks[i].function);

  return emulator_runtime_end (error);
}

static cudaError_t
destroy_graph (CudaEmulatorGraph *graph)
{
  Guard guard (emulator_runtime_lock ());

  if (graphs.erase (graph) == 0)
    return emulator_runtime_end (cudaErrorInvalidResourceHandle);
  delete graph;

  return cudaSuccess;
}

cudaError_t
cudaGraphExecDestroy (cudaGraphExec_t exec)
{
  return destroy_graph (exec);
}

cudaError_t
cudaGraphDestroy (cudaGraph_t graph)
{
  return destroy_graph (graph);
}

} /* extern "C" */
