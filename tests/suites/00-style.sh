#!/bin/sh
# Layers and house style.
sh tests/layers.sh . && echo "ok - every include points down" || echo "not ok - layers"
sh tests/style.sh . && echo "ok - house style" || echo "not ok - style"
