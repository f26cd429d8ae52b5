# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Shared by build-aux/demo and build-aux/check: finds the source tree, installs
# what is missing and builds. Meant to be sourced.

source_root=$(cd "$(dirname "$0")/.." && pwd)
cd "$source_root" || exit 1

# A Python from elsewhere, first in PATH, would hide the system's meson modules.
PATH="/usr/bin:/bin:$PATH"
export PATH

packages="build-essential pkg-config meson ninja-build gettext
  libglib2.0-dev libcairo2-dev libjson-glib-dev libopenblas-dev fonts-dejavu-core
  libgtk-4-dev libadwaita-1-dev adwaita-icon-theme"
test_packages="valgrind libxml2-utils
  xvfb xauth dbus libgtk-4-bin desktop-file-utils appstream
  python3-gi python3-numpy gir1.2-atspi-2.0 at-spi2-core
  gobject-introspection libgirepository1.0-dev gjs valac gi-docgen"

say () {
  printf '\n== %s\n' "$*" >&2
}

die () {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

is_installed () {
  dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'
}

# Installs the named packages that are not there yet.
install_packages () {
  missing=
  for package in "$@"; do
    is_installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0

  command -v apt-get >/dev/null ||
    die "please install the equivalents of these Debian packages:$missing"
  as_root=
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      die "run as root, or install these packages first:$missing"
    as_root=sudo
  fi

  say "Installing$missing"
  # Another program may hold apt's lock for a while.
  $as_root apt-get -q -o DPkg::Lock::Timeout=500 update >/dev/null || true
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=500 \
    install --no-install-recommends $missing >/dev/null ||
    die "could not install$missing"
}

# build FOLDER [MESON OPTION ...]: configures the folder once, then compiles.
build () {
  folder=$1
  shift
  if [ -f "$folder/build.ninja" ]; then
    meson configure "$folder" "$@" || die "cannot configure $folder"
  else
    meson setup --fatal-meson-warnings "$folder" "$@" >"$folder.log" 2>&1 ||
      { cat "$folder.log" >&2; die "cannot configure $folder"; }
    rm -f "$folder.log"
  fi
  meson compile -C "$folder" || die "cannot build $folder"
}

ray_folder=$source_root/_build-ray
onnx_folder=$source_root/_build-onnx

# has_python FOLDER REQUIREMENTS: whether make_python has made it, of these.
has_python () {
  cmp -s "$2" "$1/requirements.txt"
}

fill_python () {
  python3 -m venv "$1" &&
    "$1/bin/pip" --disable-pip-version-check install -q --retries 1 -r "$2" &&
    cp "$2" "$1/requirements.txt"
}

# make_python FOLDER REQUIREMENTS: makes a Python of its own that has these. Without a
# network there is none, which is said.
make_python () {
  has_python "$@" && return 0

  say "Installing into $(basename "$1") what $2 names"
  rm -rf "$1" "$1.log"
  if (install_packages python3-venv) && fill_python "$@" >"$1.log" 2>&1; then
    rm -f "$1.log"
  else
    [ ! -s "$1.log" ] || tail -n 3 "$1.log" >&2
    return 1
  fi
}

# Has the engine for Ray use the Python that make_ray_python made, if it has.
use_ray_python () {
  has_python "$ray_folder" build-aux/ray-requirements.txt || return 1
  ARIADNE_RAY_PYTHON=$ray_folder/bin/python
  export ARIADNE_RAY_PYTHON
}

make_ray_python () {
  make_python "$ray_folder" build-aux/ray-requirements.txt && use_ray_python && return 0
  say "Ray cannot be installed here"
  return 1
}

# Installs ONNX Runtime, of which the library alone is used.
make_onnx_runtime () {
  if make_python "$onnx_folder" build-aux/onnx-requirements.txt; then
    ARIADNE_ONNX_RUNTIME=$(find "$onnx_folder" -name 'libonnxruntime.so.*' | head -n 1)
    export ARIADNE_ONNX_RUNTIME
  else
    say "ONNX Runtime cannot be installed here"
    return 1
  fi
}
