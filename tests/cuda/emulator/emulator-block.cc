/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-private.h"

#include <cmath>
#include <deque>
#include <memory>
#include <vector>

#include "emulator-fiber.h"

/* The threads of a block take turns: one runs until it has to wait for others,
 * and then another is chosen. What a group of threads does together, a barrier
 * or an operation of a warp, is done by the one that comes last.
 */

#define WARP_SIZE   32
#define MAX_THREADS 1024
#define N_BARRIERS  16

typedef struct
{
  void       *to;
  const void *from; /* or NULL, which writes zeros */
} Copy;

/* Copies that were started; each group ends where ends says. */
typedef struct
{
  std::deque<Copy>   copies;
  std::deque<size_t> groups; /* how many copies each has */
  size_t             n_open; /* copies that are in no group */
} Copies;

typedef struct
{
  EmulatorFiber     fiber;
  CudaEmulatorPlace place;
  unsigned          number;
  Copies            copies;
} Thread;

typedef struct
{
  std::vector<Thread *> waiting;
  int                   n_threads;
} Barrier;

/* What a lane brings to an operation of its warp, and gets. */
typedef struct
{
  const uint32_t *a;
  const uint32_t *b;
  float          *d;
  uint32_t        value;
  int             lane;
} Offer;

typedef void (*WarpFunc) (uint32_t   mask,
                          Offer    **offers);

typedef struct
{
  WarpFunc  func;
  uint32_t  mask;
  uint32_t  arrived;
  Offer    *offers[WARP_SIZE];
  Thread   *threads[WARP_SIZE];
} Warp;

typedef struct
{
  const CudaEmulatorBody *body;
  EmulatorFiber           outside;
  std::vector<Thread *>   runnable;
  size_t                  next;
  unsigned                favourite; /* a warp */
  Thread                 *current;
  unsigned                n_threads;
  unsigned                n_done;
  Barrier                 barriers[N_BARRIERS];
  Warp                    warps[MAX_THREADS / WARP_SIZE];
  char                   *shared;
  size_t                  shared_size;
  uint64_t                seed;
  uint64_t                random;
} Block;

CudaEmulatorPlace *cuda_emulator_place;

static Block block;
static std::vector<std::unique_ptr<Thread>> threads;

/* A linear congruence, of which the upper half is used. */
static uint32_t
draw (uint32_t end)
{
  block.random = block.random * 6364136223846793005u + 1442695040888963407u;

  return (uint64_t) (uint32_t) (block.random >> 32) * end >> 32;
}

static void
wake (Thread *thread)
{
  block.runnable.push_back (thread);
}

static unsigned
get_warp (const Thread *thread)
{
  return thread->number / WARP_SIZE;
}

/* With a seed a warp mostly goes on for as long as it can, so that it is far
 * ahead of the others when it comes to a barrier, or misses one.
 */
static size_t
choose_at_random (void)
{
  std::vector<Thread *> &runnable = block.runnable;
  size_t i = runnable.size ();

  if (draw (64) > 0)
    while (i-- > block.next)
      if (get_warp (runnable[i]) == block.favourite)
        return i;

  i = block.next + draw (runnable.size () - block.next);
  block.favourite = get_warp (runnable[i]);

  return i;
}

/* Without a seed in the order in which they became runnable. */
static Thread *
choose (void)
{
  std::vector<Thread *> &runnable = block.runnable;
  Thread *thread;

  if (block.seed != 0)
    std::swap (runnable[block.next], runnable[choose_at_random ()]);

  thread = runnable[block.next++];
  if (block.next == runnable.size ())
    {
      runnable.clear ();
      block.next = 0;
    }

  return thread;
}

static void
go (EmulatorFiber *from,
    bool           ending)
{
  if (block.runnable.empty ())
    {
      if (block.n_done < block.n_threads)
        emulator_fail ("threads of a block wait for others that will never come");

      block.current = NULL;
      emulator_fiber_switch (from, &block.outside, ending);
      return;
    }

  block.current = choose ();
  cuda_emulator_place = &block.current->place;
  if (from != &block.current->fiber)
    emulator_fiber_switch (from, &block.current->fiber, ending);
}

static void
wait (void)
{
  Thread *self = block.current;

  go (&self->fiber, false);
}

static void
thread_main (void)
{
  Thread *self = block.current;

  emulator_fiber_arrive (&self->fiber);
  (*block.body) ();
  block.n_done++;
  for (const Barrier &barrier : block.barriers)
    if (!barrier.waiting.empty () && barrier.n_threads < 0)
      emulator_fail ("a thread ended while others of its block wait at a barrier");
  go (&self->fiber, true);
  emulator_fail ("a thread went on after its end");
}

void
cuda_emulator_barrier (int number,
                       int n_threads)
{
  Barrier &barrier = block.barriers[number];
  size_t n_expected = n_threads < 0 ? block.n_threads : n_threads;

  if (n_threads < 0 && block.n_done > 0)
    emulator_fail ("a thread waits at a barrier after others of its block have ended");
  if (!barrier.waiting.empty () && barrier.n_threads != n_threads)
    emulator_fail ("threads disagree about how many meet at a barrier");

  barrier.n_threads = n_threads;
  if (barrier.waiting.size () + 1 < n_expected)
    {
      barrier.waiting.push_back (block.current);
      wait ();
      return;
    }

  for (Thread *thread : barrier.waiting)
    wake (thread);
  barrier.waiting.clear ();
  wake (block.current);
  wait ();
}

/* The lanes of @mask do something together. */
static void
meet (uint32_t  mask,
      WarpFunc  func,
      Offer    *offer)
{
  Warp &warp = block.warps[block.current->number / WARP_SIZE];
  unsigned lane = block.current->number % WARP_SIZE;
  uint32_t arrived;

  if (!(mask & 1u << lane))
    emulator_fail ("a lane takes part in an operation that its mask leaves out");
  if (warp.arrived != 0 && (warp.func != func || warp.mask != mask))
    emulator_fail ("the lanes of a warp do different things at the same time");

  warp.func = func;
  warp.mask = mask;
  warp.arrived |= 1u << lane;
  warp.offers[lane] = offer;
  warp.threads[lane] = block.current;
  if (warp.arrived != mask)
    {
      wait ();
      return;
    }

  func (mask, warp.offers);
  arrived = warp.arrived;
  warp.arrived = 0;
  for (unsigned i = 0; i < WARP_SIZE; i++)
    if (arrived & 1u << i)
      wake (warp.threads[i]);
  wait ();
}

static void
exchange (uint32_t   mask,
          Offer    **offers)
{
  uint32_t values[WARP_SIZE];

  for (unsigned i = 0; i < WARP_SIZE; i++)
    if (mask & 1u << i)
      values[i] = offers[i]->value;

  for (unsigned i = 0; i < WARP_SIZE; i++)
    {
      if (!(mask & 1u << i))
        continue;
      if (!(mask & 1u << offers[i]->lane))
        emulator_fail ("a lane asks for the value of one that is not there");
      offers[i]->value = values[offers[i]->lane];
    }
}

uint32_t
cuda_emulator_exchange (uint32_t mask,
                        uint32_t value,
                        int      lane)
{
  Offer offer = {};

  offer.value = value;
  offer.lane = lane;
  meet (mask, exchange, &offer);

  return offer.value;
}

static void
ballot (uint32_t   mask,
        Offer    **offers)
{
  uint32_t votes = 0;

  for (unsigned i = 0; i < WARP_SIZE; i++)
    if ((mask & 1u << i) && offers[i]->value != 0)
      votes |= 1u << i;
  for (unsigned i = 0; i < WARP_SIZE; i++)
    if (mask & 1u << i)
      offers[i]->value = votes;
}

uint32_t
cuda_emulator_ballot (uint32_t mask,
                      bool     value)
{
  Offer offer = {};

  offer.value = value;
  meet (mask, ballot, &offer);

  return offer.value;
}

int
cuda_emulator_lane (void)
{
  return block.current->number % WARP_SIZE;
}

/* Cuts off a sum to a float, which is worse than rounding. */
static float
cut_off (double sum)
{
  float value = (float) sum;

  return fabs ((double) value) > fabs (sum) ? nextafterf (value, 0.0f) : value;
}

/* Tensor cores line up what they add with the largest of it, and cut off what is
 * below its last bit before anything is added. Some devices keep a bit or two
 * more; here none is kept, so that no device is worse. Answers the sum of @terms,
 * of which there are so many for each of eight results.
 */
template <int n_terms>
static void
add_up (const double (&terms)[n_terms][8],
        float        (&results)[8])
{
  double largest[8] = {};
  double scales[8];
  int32_t sums[8] = {};

  for (int k = 0; k < n_terms; k++)
    for (int j = 0; j < 8; j++)
      largest[j] = fmax (largest[j], fabs (terms[k][j]));

  /* A float has 24 bits: the largest term becomes a whole number of that size. */
  for (int j = 0; j < 8; j++)
    scales[j] = largest[j] > 0.0 ? ldexp (1.0, 23 - ilogb (largest[j])) : 1.0;
  for (int k = 0; k < n_terms; k++)
    for (int j = 0; j < 8; j++)
      sums[j] += (int32_t) (terms[k][j] * scales[j]);
  for (int j = 0; j < 8; j++)
    results[j] = cut_off (sums[j] / scales[j]);
}

static bool
is_finite (const double (&row)[8])
{
  for (double value : row)
    if (!std::isfinite (value))
      return false;

  return true;
}

template <int n_inner>
static void
multiply (const float (&a)[16][n_inner],
          const float (&b)[n_inner][8],
          Offer     **offers)
{
  for (int i = 0; i < 16; i++)
    {
      double terms[n_inner + 1][8];
      double check[8] = {};
      float results[8];

      for (int j = 0; j < 8; j++)
        terms[n_inner][j] = offers[i % 8 * 4 + j / 2]->d[i / 8 * 2 + j % 2];
      for (int k = 0; k < n_inner; k++)
        for (int j = 0; j < 8; j++)
          terms[k][j] = (double) a[i][k] * b[k][j];

      for (int k = 0; k <= n_inner; k++)
        for (int j = 0; j < 8; j++)
          check[j] += terms[k][j];
      if (is_finite (check))
        add_up (terms, results);
      else
        for (int j = 0; j < 8; j++)
          results[j] = check[j];
      for (int j = 0; j < 8; j++)
        offers[i % 8 * 4 + j / 2]->d[i / 8 * 2 + j % 2] = results[j];
    }
}

static void
multiply_tf32 (uint32_t   mask,
               Offer    **offers)
{
  const uint32_t ignored = 0x1fff;
  float a[16][8];
  float b[8][8];

  for (int lane = 0; lane < WARP_SIZE; lane++)
    {
      const Offer *offer = offers[lane];
      int i = lane / 4;
      int j = lane % 4;

      for (int n = 0; n < 4; n++)
        a[i + n % 2 * 8][j + n / 2 * 4] = __uint_as_float (offer->a[n] & ~ignored);
      for (int n = 0; n < 2; n++)
        b[j + n * 4][i] = __uint_as_float (offer->b[n] & ~ignored);
    }

  multiply (a, b, offers);
}

static void
multiply_bf16 (uint32_t   mask,
               Offer    **offers)
{
  float a[16][16];
  float b[16][8];

  for (int lane = 0; lane < WARP_SIZE; lane++)
    {
      const Offer *offer = offers[lane];
      int i = lane / 4;
      int j = lane % 4 * 2;

      for (int n = 0; n < 4; n++)
        {
          a[i + n % 2 * 8][j + n / 2 * 8] = __uint_as_float (offer->a[n] << 16);
          a[i + n % 2 * 8][j + n / 2 * 8 + 1] = __uint_as_float (offer->a[n] & 0xffff0000u);
        }
      for (int n = 0; n < 2; n++)
        {
          b[j + n * 8][i] = __uint_as_float (offer->b[n] << 16);
          b[j + n * 8 + 1][i] = __uint_as_float (offer->b[n] & 0xffff0000u);
        }
    }

  multiply (a, b, offers);
}

static void
mma (WarpFunc        func,
     float          *d,
     const uint32_t *a,
     const uint32_t *b)
{
  Offer offer = {};

  offer.a = a;
  offer.b = b;
  offer.d = d;
  meet (0xffffffff, func, &offer);
}

void
cuda_emulator_mma_tf32 (float          *d,
                        const uint32_t *a,
                        const uint32_t *b)
{
  mma (multiply_tf32, d, a, b);
}

void
cuda_emulator_mma_bf16 (float          *d,
                        const uint32_t *a,
                        const uint32_t *b)
{
  mma (multiply_bf16, d, a, b);
}

void *
cuda_emulator_shared (void)
{
  return block.shared;
}

static void
copy (const Copy &copy)
{
  if (copy.from != NULL)
    memcpy (copy.to, copy.from, 16);
  else
    memset (copy.to, 0, 16);
}

/* With a seed, copies come as early or as late as they may. */
void
cuda_emulator_copy_async (void       *shared,
                          const void *global,
                          bool        valid)
{
  Copies &copies = block.current->copies;
  Copy started = { shared, valid ? global : NULL };

  if ((uintptr_t) shared % 16 != 0 || (valid && (uintptr_t) global % 16 != 0))
    emulator_fail ("a copy to shared memory is not aligned");
  if ((char *) shared < block.shared || (char *) shared + 16 > block.shared + block.shared_size)
    emulator_fail ("a copy to shared memory goes beyond it");

  if (block.seed != 0 && draw (2) == 0)
    {
      copy (started);
      return;
    }

  copies.copies.push_back (started);
  copies.n_open++;
}

void
cuda_emulator_copy_commit (void)
{
  Copies &copies = block.current->copies;

  copies.groups.push_back (copies.n_open);
  copies.n_open = 0;
}

void
cuda_emulator_copy_wait (int n_groups)
{
  Copies &copies = block.current->copies;

  while (copies.groups.size () > (size_t) n_groups)
    {
      for (size_t i = 0; i < copies.groups.front (); i++)
        {
          copy (copies.copies.front ());
          copies.copies.pop_front ();
        }
      copies.groups.pop_front ();
    }
}

/* Of a thread before. Its memory is kept, since most threads copy nothing. */
static void
clear (Copies *self)
{
  self->copies.clear ();
  self->groups.clear ();
  self->n_open = 0;
}

static void
start_thread (unsigned number,
              dim3     grid,
              dim3     size,
              uint3    index)
{
  Thread *self;

  if (number == threads.size ())
    {
      threads.emplace_back (new Thread ());
      emulator_fiber_init (&threads.back ()->fiber);
    }

  self = threads[number].get ();
  self->number = number;
  clear (&self->copies);
  self->place.thread = uint3 { number % size.x, number / size.x % size.y,
                               number / size.x / size.y };
  self->place.block = index;
  self->place.block_size = size;
  self->place.grid_size = grid;
  emulator_fiber_prepare (&self->fiber, thread_main);
  wake (self);
}

static void
run_block (dim3  grid,
           dim3  size,
           uint3 index)
{
  block.n_threads = size.x * size.y * size.z;
  block.n_done = 0;
  block.runnable.clear ();
  block.next = 0;
  memset (block.shared, 0xff, block.shared_size);
  for (unsigned i = 0; i < block.n_threads; i++)
    start_thread (i, grid, size, index);

  go (&block.outside, false);

  for (const Barrier &barrier : block.barriers)
    if (!barrier.waiting.empty ())
      emulator_fail ("threads wait at a barrier for ever");
}

/* Blocks come in an order that the seed decides, too. */
void
emulator_run_kernel (dim3                    grid,
                     dim3                    size,
                     size_t                  shared,
                     uint64_t                seed,
                     const CudaEmulatorBody &body)
{
  uint64_t n_blocks = (uint64_t) grid.x * grid.y * grid.z;
  uint64_t first;

  block.body = &body;
  block.seed = seed;
  block.random = seed;
  block.shared_size = shared;
  block.shared = (char *) emulator_memory_new (shared);

  first = seed == 0 ? 0 : draw (n_blocks);
  for (uint64_t i = 0; i < n_blocks; i++)
    {
      uint64_t forward = (first + i) % n_blocks;
      uint64_t n = seed % 2 == 0 ? forward : n_blocks - 1 - forward;

      run_block (grid, size,
                 uint3 { (unsigned) (n % grid.x), (unsigned) (n / grid.x % grid.y),
                         (unsigned) (n / grid.x / grid.y) });
    }

  emulator_memory_free (block.shared);
}
