// upload.mjs - a program's bytes onto the chain: the floor of transactions, what
// goes wrong on the way, and that nothing is paid or written twice.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Stage, so } from './lib.mjs';
import { test, done } from '../program/tap.mjs';
