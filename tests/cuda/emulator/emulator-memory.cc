/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "emulator-private.h"

#include <map>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define ALIGNMENT 256
#define FILLING   0xff

typedef struct
{
  char  *mapping;
  size_t mapping_size;
  size_t size;
} Piece;

static std::map<char *, Piece> pieces;

void
emulator_fail (const char *what)
{
  fprintf (stderr, "emulated CUDA device: %s\n", what);
  abort ();
}

static size_t
round_up (size_t size,
          size_t unit)
{
  return (size + unit - 1) / unit * unit;
}

/* The end of the memory is as close to the second page as alignment lets it. */
void *
emulator_memory_new (size_t size)
{
  size_t page = sysconf (_SC_PAGESIZE);
  size_t used = round_up (size, ALIGNMENT);
  size_t inner = round_up (used, page);
  char *mapping = (char *) mmap (NULL, inner + 2 * page, PROT_NONE,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  char *memory = mapping + page + inner - used;

  if (mapping == MAP_FAILED)
    return NULL;

  mprotect (mapping + page, inner, PROT_READ | PROT_WRITE);
  memset (mapping + page, FILLING, inner);
  pieces[memory] = Piece { mapping, inner + 2 * page, size };

  return memory;
}

void
emulator_memory_free (void *memory)
{
  auto found = pieces.find ((char *) memory);

  if (found == pieces.end ())
    emulator_fail ("memory is freed that was not allocated");

  for (size_t i = found->second.size; i < round_up (found->second.size, ALIGNMENT); i++)
    if ((unsigned char) found->first[i] != FILLING)
      emulator_fail ("something was written beyond the end of an allocation");

  munmap (found->second.mapping, found->second.mapping_size);
  pieces.erase (found);
}

bool
emulator_memory_contains (const void *start,
                          size_t      size)
{
  auto next = pieces.upper_bound ((char *) start);

  if (next == pieces.begin ())
    return false;
  --next;

  return (char *) start + size <= next->first + next->second.size;
}
