// main.mjs PROFILE [WORD] - all tests of the on-chain program in one feature
// profile; with WORD only those whose group is named so.
import { writeFileSync } from 'node:fs';
import { CALLER, Chain, KEYTURN, PROFILES, loadElf } from './chain.mjs';
import { ERROR_NAME } from './abi.mjs';
import { Tap, check } from './tap.mjs';
import { ACCESS_ERRORS } from './errors_access.mjs';
import { RULE_ERRORS, RULE_NAMES, forgedChange } from './errors_rules.mjs';
import { END_ERRORS, VOTE_ERRORS } from './errors_acts.mjs';
import { CODE_ERRORS } from './errors_code.mjs';
import { readBack } from './readback.mjs';
import { LIFE } from './life.mjs';
import { ATTACKS } from './attacks.mjs';
import { TOPLEVEL } from './toplevel.mjs';
import { BIG, UNITS_MAX } from './big.mjs';
import { sizeTests } from './sizes.mjs';
import { dataTests } from './data.mjs';
import { crossTests } from './cross.mjs';
import { hostileTests } from './hostile.mjs';
import { walkTests } from './walk.mjs';

const [profile, only] = process.argv.slice(2);
if (!PROFILES.includes(profile))
	throw new Error(`usage: main.mjs ${PROFILES.join('|')} [GROUP]`);
const keyturn = loadElf('../../build/program/keyturn.so');
const newChain = () => {
	const chain = new Chain(profile, [[KEYTURN, keyturn], [CALLER, loadElf('../../build/program/caller.so')]]);
	chain.keyturnElf = keyturn;
	return chain;
};
const chain = newChain();
const tap = new Tap(`${profile}: `);
const tests = (name, group) => Object.entries(group).forEach(([what, run]) => tap.test(`${name}: ${what}`,
	() => run(chain)));
const error = (name, run) => tap.test(`error ${name}`, () => {
	run(chain);
	check(chain.tripped.has(name), `${name} was never seen`);
});

const GROUPS = {
	errors() {
		for (const [name, run] of Object.entries({ ...ACCESS_ERRORS, ...RULE_ERRORS, ...VOTE_ERRORS, ...CODE_ERRORS,
			...END_ERRORS }))
			error(name, run);
		tap.test('error READ_BACK', () => readBack(profile, keyturn, chain.tripped));
		tap.test('errors: every number was tripped by name', () => {
			const missing = [...ERROR_NAME.values()].filter((name) => !chain.tripped.has(name));
			check(missing.length === 0, `never tripped: ${missing}`);
		});
		for (const name of RULE_NAMES)
			tap.test(`a change forged past propose is refused at execution: ${name}`, () => forgedChange(chain, name));
	},
	life() { tests('life', LIFE); },
	attacks() { tests('attack', ATTACKS); },
	toplevel() { tests('top level', TOPLEVEL); },
	big() { tests('largest', BIG); },
	sizes() { sizeTests(tap, chain); },
	hostile() { hostileTests(tap, chain); },
	data() { dataTests(tap, chain); },
	cross() { crossTests(tap, chain); },
	walk() {
		const steps = Number(process.env.KEYTURN_WALK_STEPS ?? 10_000), seed = Number(process.env.KEYTURN_WALK_SEED ?? 1);
		walkTests(tap, newChain(), seed + PROFILES.indexOf(profile), steps);
	},
};
for (const [name, run] of Object.entries(GROUPS))
	if (!only || only === name)
		run();
tap.test('compute units: nothing took more than a transaction may', () => {
	for (const [name, u] of chain.units)
		check(u.max <= UNITS_MAX, `${name} took ${u.max}`);
});
if (!only)
	writeFileSync(new URL(`../../build/program/units-${profile}.json`, import.meta.url), JSON.stringify([...chain.units]));
tap.done();
