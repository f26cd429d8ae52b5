/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-fiber.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

/* Most of the time of an emulated kernel is spent in here: a warp multiplies
 * two fragments after 32 switches. So the registers that a call preserves are
 * changed by hand where we know them; elsewhere the C library does it.
 */

#define STACK_SIZE (256 * 1024)

#if defined (__SANITIZE_ADDRESS__)
#define OUTERMOST_SIZE (8 * 1024)

extern "C" void __sanitizer_start_switch_fiber  (void       **fake_stack,
                                                 const void  *bottom,
                                                 size_t       size);
extern "C" void __sanitizer_finish_switch_fiber (void        *fake_stack,
                                                 const void **bottom,
                                                 size_t      *size);
extern "C" void __asan_unpoison_memory_region   (const volatile void *start,
                                                 size_t               size);

/* The stack of the thread that the fibers run on is known once one was left for. */
static EmulatorFiber *left;

/* What a fiber that never returned has left behind on its stack: its outermost
 * functions, since all others have returned.
 */
static void
clean (EmulatorFiber *self)
{
  char *end = (char *) self->stack + self->stack_size;

  __asan_unpoison_memory_region (end - OUTERMOST_SIZE, OUTERMOST_SIZE);
}

static void
announce (EmulatorFiber *from,
          EmulatorFiber *to,
          bool           ending)
{
  left = from;
  __sanitizer_start_switch_fiber (ending ? NULL : &from->fake_stack, to->stack, to->stack_size);
}

void
emulator_fiber_arrive (EmulatorFiber *self)
{
  const void *bottom;
  size_t size;

  __sanitizer_finish_switch_fiber (self->fake_stack, &bottom, &size);
  left->stack = (void *) bottom;
  left->stack_size = size;
}
#else
static void
clean (EmulatorFiber *self)
{
}

static void
announce (EmulatorFiber *from,
          EmulatorFiber *to,
          bool           ending)
{
}

void
emulator_fiber_arrive (EmulatorFiber *self)
{
}
#endif

void
emulator_fiber_init (EmulatorFiber *self)
{
  *self = EmulatorFiber {};
  self->stack_size = STACK_SIZE;
  self->stack = mmap (NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (self->stack == MAP_FAILED)
    abort ();
}

#if defined (__x86_64__)

extern "C" void emulator_fiber_change (void **from,
                                       void  *to);

asm (".text\n"
     ".type emulator_fiber_change, @function\n"
     "emulator_fiber_change:\n"
     "  pushq %rbp\n"
     "  pushq %rbx\n"
     "  pushq %r12\n"
     "  pushq %r13\n"
     "  pushq %r14\n"
     "  pushq %r15\n"
     "  movq %rsp, (%rdi)\n"
     "  movq %rsi, %rsp\n"
     "  popq %r15\n"
     "  popq %r14\n"
     "  popq %r13\n"
     "  popq %r12\n"
     "  popq %rbx\n"
     "  popq %rbp\n"
     "  ret\n"
     ".size emulator_fiber_change, . - emulator_fiber_change\n");

/* Six registers and where to return to; what a function finds as its caller's
 * address is nothing, so that the stack is aligned as after a call.
 */
void
emulator_fiber_prepare (EmulatorFiber  *self,
                        void          (*func) (void))
{
  void **top = (void **) ((char *) self->stack + self->stack_size);

  clean (self);
  *--top = NULL;
  *--top = (void *) func;
  for (int i = 0; i < 6; i++)
    *--top = NULL;
  self->context = top;
}

void
emulator_fiber_switch (EmulatorFiber *from,
                       EmulatorFiber *to,
                       bool           ending)
{
  announce (from, to, ending);
  emulator_fiber_change (&from->context, to->context);
  emulator_fiber_arrive (from);
}

#else

static ucontext_t *
get_context (EmulatorFiber *self)
{
  if (self->context == NULL)
    self->context = calloc (1, sizeof (ucontext_t));

  return (ucontext_t *) self->context;
}

void
emulator_fiber_prepare (EmulatorFiber  *self,
                        void          (*func) (void))
{
  ucontext_t *context = get_context (self);

  clean (self);
  getcontext (context);
  context->uc_stack.ss_sp = self->stack;
  context->uc_stack.ss_size = self->stack_size;
  context->uc_link = NULL;
  makecontext (context, func, 0);
}

void
emulator_fiber_switch (EmulatorFiber *from,
                       EmulatorFiber *to,
                       bool           ending)
{
  announce (from, to, ending);
  swapcontext (get_context (from), get_context (to));
  emulator_fiber_arrive (from);
}

#endif
