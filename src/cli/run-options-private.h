/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cli-device.h"
#include "cli-options.h"
#include "run-options.h"

G_BEGIN_DECLS

/* The options of `ariadne run` and `ariadne serve`, a room for each heading of
 * their help. A room holds the values as they were given, NULL for those that
 * were not; offers its options to a command; and reads the values into what the
 * command is to do.
 */

typedef struct
{
  char    *expressions;
  char    *num_searches;
  char    *rules;
  char    *search;
  gboolean continuous;
  char    *gnn_budget;
  char    *num_rollouts;
  char    *simulation_depth;
  char    *buffer_size;
  char    *seed;
  gboolean as_prototype;
} RunWhat;

void     run_what_offer    (RunWhat        *self,
                            CliOptions     *options);
gboolean run_what_read     (const RunWhat  *self,
                            RunOptions     *options,
                            GError        **error);
void     run_what_clear    (RunWhat        *self);

typedef struct
{
  char     *model;
  CliDevice device;
  char     *batch_size;
  char     *batch_policy;
} RunNetwork;

void     run_network_offer (RunNetwork        *self,
                            CliOptions        *options);
gboolean run_network_read  (const RunNetwork  *self,
                            RunOptions        *options,
                            GError           **error);
void     run_network_clear (RunNetwork        *self);

typedef struct
{
  char    *engine;
  gboolean multi_server;
  char    *num_procs;
  char    *num_servers;
  char    *num_cpus;
  gboolean skip_sync;
  gboolean managed_queues;
  char    *num_gpus;
  char    *total_gpu_frac;
} RunPlaces;

void     run_places_offer  (RunPlaces        *self,
                            CliOptions       *options);
void     run_places_offer_static
                           (RunPlaces        *self,
                            CliOptions       *options);
gboolean run_places_read   (const RunPlaces  *self,
                            RunOptions       *options,
                            GError          **error);
void     run_places_clear  (RunPlaces        *self);

typedef struct
{
  char *python;
  char *address;
  char *queue;
  char *listen;
} RunCluster;

void     run_cluster_offer (RunCluster        *self,
                            CliOptions        *options);
gboolean run_cluster_read  (const RunCluster  *self,
                            RunOptions        *options,
                            GError           **error);
void     run_cluster_clear (RunCluster        *self);

typedef struct
{
  char *preprocess;
  char *max_retries;
  char *server_grace;
  char *worker_memory;
} RunProcesses;

void     run_processes_offer (RunProcesses        *self,
                              CliOptions          *options,
                              gboolean             started_here);
gboolean run_processes_read  (const RunProcesses  *self,
                              RunOptions          *options,
                              GError             **error);
void     run_processes_clear (RunProcesses        *self);

typedef struct
{
  char    *save_path;
  gboolean json;
  gboolean csv;
  char    *log;
  char    *log_interval;
  gboolean quiet;
} RunOutput;

void     run_output_offer  (RunOutput        *self,
                            CliOptions       *options);
gboolean run_output_read   (const RunOutput  *self,
                            RunOptions       *options,
                            GError          **error);
void     run_output_clear  (RunOutput        *self);

/* All rooms. */
typedef struct
{
  RunWhat      what;
  RunNetwork   network;
  RunPlaces    places;
  RunCluster   cluster;
  RunProcesses processes;
  RunOutput    output;
} RunRooms;

gboolean run_rooms_read    (const RunRooms  *self,
                            RunOptions      *options,
                            GError         **error);
void     run_rooms_clear   (RunRooms        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunRooms, run_rooms_clear)

G_END_DECLS
