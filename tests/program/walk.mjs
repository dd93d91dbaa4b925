// walk.mjs - a seeded random walk over every instruction, with several
// multisigs, members, programs and buffers.  model.mjs says before each step
// whether it must be accepted and which errors would be right; afterwards the
// accounts must equal the model, and invariants.mjs must hold.
import { K, decodeMultisig, decodeProposal, decodeRecord } from './abi.mjs';
import { CLOCK, Key, sha256 } from './keys.mjs';
import { check, equal } from './tap.mjs';
import { B } from './scene.mjs';
import { Council, wrongRules } from './model.mjs';
import { World } from './world.mjs';
import { invariants } from './invariants.mjs';

const hex = (b) => b.toString('hex');
const DAY = 86400;

class Walk extends World {
	// step: one transaction or one leap in time
	step() {
		const { r } = this;
		if (this.councils.length < 2)
			return this.create();
		return r.weighted([
			[55, () => this.help()], [0.4, () => this.create()], [3, () => this.adopt()], [10, () => this.propose()],
			[14, () => this.vote()], [6, () => this.execute()], [4, () => this.reclaim()], [4, () => this.close()],
			[2.5, () => this.leap()], [3, () => this.outside()]])();
	}
	// help does what brings an open act nearer to its end, or proposes one
	help() {
		const { r, chain } = this, x = this.openAct();
		if (!x || chain.now >= x.c.end(x.a) || x.a.epoch !== x.c.epoch)
			return this.propose();
		const { c, a } = x;
		if (a.status === K.STATUS_ACTIVE) {
			const left = c.members.filter((m, i) => m.role === K.ROLE_APPROVER && !(a.approvals >> i & 1));
			return this.cast(x, this.byAddress.get(hex(r.pick(left).address)), K.CHOICE_APPROVE);
		}
		if (chain.now < c.lockEnds(a))
			return chain.warp(r.chance(0.9) ? c.lockEnds(a) - chain.now : c.executionEnds(a) - chain.now);
		return this.execute(x, this.byAddress.get(hex(r.pick(c.members).address)));
	}
	leap() {
		const { r } = this;
		const act = r.chance(0.6) && this.openAct();
		if (act) {
			const ends = [act.c.end(act.a), act.a.status === K.STATUS_APPROVED
				? act.c.lockEnds(act.a) : act.c.votingEnds(act.a)];
			const to = r.pick(ends) - BigInt(r.below(3));
			if (to > this.chain.now && to - this.chain.now < 20n * BigInt(DAY))
				return this.chain.warp(to - this.chain.now);
		}
		return this.chain.warp(r.pick([1, 30, 600, 3600, 4 * 3600]));
	}

	// --- sending and judging ----------------------------------------------
	// judge sends and compares with the errors the model finds right.
	judge(what, ixs, signers, errors, apply) {
		const { chain } = this;
		const need = new Set(ixs.flatMap((i) => i.accounts.filter((a) => a.s).map((a) => hex(a.key))));
		const keys = signers.filter((k, i) => need.has(hex(k.address)) && signers.findIndex((x) =>
			x.address.equals(k.address)) === i);
		const touched = [...new Map(ixs.flatMap((i) => i.accounts).map((a) => [hex(a.key),
			a.key])).values()].filter((k) => !k.equals(chain.payer.address) && !k.equals(CLOCK));
		const sum = () => [...touched, chain.payer.address].reduce((n, k) => n + chain.balance(k), 0n);
		const lamports = sum(), before = errors.size > 0 ? chain.watch(touched) : null, owners = this.owners();
		const r = chain.send(ixs, keys);
		equal(lamports - sum(), r.fee, `${what}: lamports lost but for the fee`);
		if (errors.size > 0) {
			check(!r.ok, `${what}: accepted, the model wants ${[...errors]}`);
			check(errors.has(r.error), `${what}: refused with ${r.error}, the model wants ${[...errors]}`);
			chain.unchanged(before, touched);
			chain.tripped.add(r.error);
		} else {
			check(r.ok, `${what}: refused with ${r.error}, the model accepts\n${r.logs.join('\n')}`);
			apply(r);
		}
		invariants(this, what, r, owners);
		const name = `${what}${r.ok ? '' : ' refused'}`;
		this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
	}
	// owners is who may upgrade each program, as the chain has it
	owners() {
		return this.programs.map((p) => {
			const d = this.chain.svm.getAccount(p.data).data();
			return d[12] ? hex(Buffer.from(d.subarray(13, 45))) : 'nobody';
		});
	}

	create() {
		const createKey = this.chain.fund(new Key(`${this.tag} council ${this.serial++}`)), members = this.list(),
			payer = this.r.pick(this.people);
		const rules = this.rules(members.filter((m) => m.role === K.ROLE_APPROVER).length);
		const ix = B.createMultisig({ payer: payer.address, createKey: createKey.address, genesis: sha256(this.tag),
			rules, members });
		const multisig = B.multisigAt(createKey.address);
		this.judge('create multisig', [ix], [payer, createKey], wrongRules(rules, members), () => {
			const c = new Council(multisig, B.authorityAt(multisig), rules, members);
			if (this.councils.length >= 4)
				this.councils.splice(this.r.below(4), 1);
			this.councils.push(c);
			this.same(c);
		});
	}
	adopt() {
		const { r, chain } = this, c = r.pick(this.councils), member = this.someone(c), payer = r.pick(this.people);
		const free = this.programs.filter((x) => this.canSign(x.owner) || x.owner.equals(c.authority) &&
			c.record(x.id)?.state !== K.RECORD_GOVERNED);
		if (free.length === 0 && r.chance(0.9))
			return r.chance(0.3) ? this.renew() : this.leap();
		const p = r.pick(free.length && r.chance(0.8) ? free : this.programs);
		const owner = chain.svm.getAccount(p.data).data()[12] ? p.owner : null;
		let current = owner ?? member.address;
		if (r.chance(0.1))
			current = r.pick([...this.people.map((k) => k.address), c.authority]);
		const key = this.byAddress.get(hex(current));
		const ix = B.adopt({ payer: payer.address, member: member.address, current, multisig: c.multisig, program: p.id,
			code: p.elf });
		if (!key) // an authority elsewhere: nobody can sign for it
			ix.accounts[2].s = false;
		const errors = c.adoptErrors({ program: p.id, authority: owner, current, member: member.address, signed: !!key,
			own: false });
		if (c.record(p.id)?.state === K.RECORD_SEALED)
			errors.add('IMMUTABLE');
		this.judge('adopt', [ix], [payer, member, key].filter(Boolean), errors, () => {
			p.owner = c.authority;
			c.adopt({ program: p.id, version: { code_hash: B.codeHash(p.elf), code_len: p.elf.length, slot: chain.slot,
				began: chain.now } });
			this.same(c, null, p.id);
		});
	}

	propose() {
		const { r, chain } = this, c = r.pick(this.councils), proposer = this.someone(c), payer = r.pick(this.people),
			depositor = r.pick(this.people);
		const governed = this.programs.filter((p) => c.record(p.id)?.state === K.RECORD_GOVERNED);
		if (governed.length === 0 && r.chance(0.9))
			return this.adopt();
		const p = governed.length && r.chance(0.97) ? r.pick(governed) : r.pick(this.programs);
		const ways = (c.record(p.id)?.versions ?? []).slice(0, -1).filter((v) => !(v.flags & K.VERSION_RETIRED)).length;
		const kind = r.weighted([[40, K.KIND_UPGRADE], [ways ? 60 : 5, K.KIND_ROLLBACK], [6, K.KIND_MEMBERS],
			[3, K.KIND_HANDOVER], [3, K.KIND_HANDOVER_MULTISIG],
			[2, K.KIND_HANDOVER_UNCHECKED], [1, K.KIND_IMMUTABLE]]);
		const fields = kind === K.KIND_MEMBERS ? this.change() : B.isDeploy(kind) ? this.deploy(c, p, kind,
			depositor) : this.receiver(c, p, kind);
		const a = { kind, fields, multisig: c.multisig, index: c.count + (r.chance(0.02) ? 2 : 1), epoch: c.epoch,
			genesis: sha256(this.tag),
			governed: B.governedBytes(chain.data(c.multisig)), proposer: proposer.address, rentPayer: payer.address,
			depositor: B.isDeploy(kind) ? depositor.address : B.ZERO, description: Buffer.from(`act ${this.serial++}`) };
		a.payload = B.payload(kind, fields);
		a.hash = B.actHash(a);
		const errors = c.proposeErrors(a, this, chain.now);
		this.judge(`propose ${B.KIND_NAME.get(kind)}`, [B.propose(a)], [proposer, payer, depositor], errors, () => {
			c.propose(a, chain.now);
			if (a.holds)
				this.buffer(fields.buffer).authority = c.authority;
			this.same(c, a);
		});
	}
	change() {
		const members = this.list();
		return { members, rules: this.rules(members.filter((m) => m.role === K.ROLE_APPROVER).length) };
	}
	deploy(c, p, kind, depositor) {
		const { r } = this, rec = c.record(p.id), versions = rec?.versions ?? [],
			newest = versions.at(-1) ?? { number: 1n, code_hash: B.codeHash(p.elf) };
		const others = this.elfs.slice(0, 8).filter((e) => r.chance(0.05) || !B.codeHash(e).equals(newest.code_hash));
		let elf = r.chance(0.03) ? this.elfs[8] : r.pick(others), flags = 0, target_number = 0n, from = newest;
		if (kind === K.KIND_ROLLBACK) {
			const old = versions.slice(0, -1).filter((v) => !(v.flags & K.VERSION_RETIRED));
			const target = old.length && r.chance(0.85) ? r.pick(old) : versions.length ? r.pick(versions) : newest;
			target_number = target.number + (r.chance(0.03) ? 1n : 0n);
			elf = this.elfs.find((e) => B.codeHash(e).equals(target.code_hash));
			if (r.chance(0.2)) {
				flags = K.DEPLOY_ADVANCE;
				from = { number: newest.number + 1n, code_hash: B.codeHash(r.pick(this.elfs)) };
			}
		} else if (r.chance(0.1)) {
			flags = K.DEPLOY_ONE_WAY;
		}
		if (r.chance(0.02))
			flags = r.below(256);
		const old = [...this.buffers.values()];
		const buffer = old.length && r.chance(0.05) ? r.pick(old) : this.newBuffer(elf, r.chance(0.97)
			? depositor.address : r.pick(this.people).address);
		return { program: p.id, buffer: buffer.at, spill: r.weighted([[30, r.pick(this.people).address],
			[2, this.wallet()], [1, p.data], [1, c.authority]]),
			from_number: from.number - (r.chance(0.03) ? 1n : 0n), from_hash: r.chance(0.98)
				? from.code_hash : sha256('another'),
			target_number, code_hash: r.chance(0.98) ? B.codeHash(elf) : B.codeHash(r.pick(this.elfs)),
				code_len: elf.length, flags };
	}
	receiver(c, p, kind) {
		const { r } = this, v = c.record(p.id)?.versions.at(-1) ?? { number: 1n, code_hash: B.codeHash(p.elf) };
		const good = { [K.KIND_HANDOVER]: r.pick(this.people).address,
			[K.KIND_HANDOVER_UNCHECKED]: r.pick(this.people).address,
			[K.KIND_HANDOVER_MULTISIG]: r.pick(this.councils).multisig, [K.KIND_IMMUTABLE]: B.ZERO }[kind];
		const receiver = r.chance(0.92) ? good : r.pick([B.ZERO, c.authority, c.multisig, this.people[0].address, p.id]);
		return { program: p.id, from_number: v.number, from_hash: v.code_hash, receiver };
	}

	vote() {
		const { r } = this, x = (r.chance(0.85) && this.openAct()) || this.anyAct();
		if (!x)
			return this.propose();
		const { c, a } = x, open = a.status === K.STATUS_ACTIVE;
		const choice = r.chance(0.93) ? (open ? r.weighted([[20, K.CHOICE_APPROVE], [5, K.CHOICE_REJECT],
			[1, K.CHOICE_WITHDRAW]]) : r.chance(0.4) ? K.CHOICE_CANCEL : 0) : 1 + r.below(4);
		if (choice === 0)
			return this.execute(x);
		const member = choice === K.CHOICE_WITHDRAW && r.chance(0.7)
			? this.byAddress.get(hex(a.proposer)) : this.someone(c);
		return this.cast(x, member, choice, r.chance(0.97) ? a.hash : sha256('another act'));
	}
	cast({ c, a }, member, choice, hash = a.hash) {
		const { chain } = this;
		const errors = a.closed ? new Set(['WRONG_OWNER']) : c.voteErrors(a, member.address, choice, hash, chain.now);
		this.judge(`vote ${choice}`, [B.vote({ member: member.address, multisig: c.multisig, index: a.index, choice,
			hash })], [member], errors, () => {
			c.vote(a, member.address, choice, chain.now);
			this.same(c, a);
		});
	}
	execute(x = (this.r.chance(0.85) && this.openAct()) || this.anyAct(), by = null) {
		if (!x)
			return this.propose();
		const { r, chain } = this, { c, a } = x, member = by ?? this.someone(c), hash = by || r.chance(0.98)
			? a.hash : sha256('another act');
		const errors = a.closed ? new Set(['WRONG_OWNER']) : c.executeErrors(a, member.address, hash, chain.now);
		const receiver = a.kind === K.KIND_HANDOVER ? this.byAddress.get(hex(a.fields.receiver)) : null;
		this.judge(`execute ${B.KIND_NAME.get(a.kind)}`, [B.execute(a, member.address, hash)],
			[member, receiver].filter(Boolean), errors, () => {
			c.execute(a, chain.now, chain.slot);
			this.executed(c, a);
			this.same(c, a, a.fields.program);
		});
	}
	executed(c, a) {
		if (a.kind === K.KIND_MEMBERS)
			return;
		const p = this.programs.find((q) => q.id.equals(a.fields.program));
		if (B.isDeploy(a.kind)) {
			p.elf = this.buffer(a.fields.buffer).elf;
			this.buffers.delete(hex(a.fields.buffer));
			const answer = this.chain.invoke(p.id);
			check(answer.ok, `the program runs after its upgrade: ${answer.error}`);
			check(p.elf.includes(answer.returned), 'the program answers as the new code does');
		} else {
			p.owner = a.kind === K.KIND_IMMUTABLE ? B.ZERO : a.kind === K.KIND_HANDOVER_MULTISIG
				? B.authorityAt(a.fields.receiver) : a.fields.receiver;
		}
	}
	reclaim() {
		const { r, chain } = this, x = this.anyAct();
		if (!x || !B.isDeploy(x.a.kind))
			return this.vote();
		const { c, a } = x;
		const errors = a.closed ? new Set(['WRONG_OWNER']) : c.reclaimErrors(a, chain.now);
		const ix = B.reclaim({ multisig: c.multisig, index: a.index, program: a.fields.program, buffer: a.fields.buffer,
			depositor: a.depositor });
		if (r.chance(0.05) && !errors.size) {
			ix.accounts[5].key = r.pick(this.strangers).address;
			errors.add('WRONG_ADDRESS');
		}
		this.judge('reclaim', [ix], [], errors, () => {
			a.holds = false;
			this.buffer(a.fields.buffer).authority = a.depositor;
			equal(hex(chain.data(a.fields.buffer).subarray(5, 37)), hex(a.depositor), 'owner of the buffer after reclaim');
			this.same(c, a);
		});
	}
	close() {
		const { r, chain } = this, x = this.anyAct();
		if (!x)
			return this.propose();
		const { c, a } = x, closer = r.chance(0.6) ? this.someone(c) : r.chance(0.8)
			? this.byAddress.get(hex(a.rentPayer)) : r.pick(this.strangers);
		const errors = a.closed ? new Set(['WRONG_OWNER']) : c.closeErrors(a, closer.address, chain.now);
		const ix = B.close({ closer: closer.address, multisig: c.multisig, index: a.index, rentPayer: a.rentPayer });
		if (r.chance(0.05) && !errors.size) {
			ix.accounts[3].key = r.pick(this.strangers).address;
			errors.add('WRONG_RENT_PAYER');
			if (ix.accounts[3].key.equals(closer.address))
				errors.add('DUPLICATE_ACCOUNT');
		}
		this.judge('close', [ix], [closer], errors, () => {
			a.closed = true;
			equal(chain.account(B.proposalAt(c.multisig, a.index)), null, 'account of a closed proposal');
		});
	}
	// renew puts new programs where nobody can do anything with the old ones
	renew() {
		for (const [i, p] of this.programs.entries())
			if (!this.canSign(p.owner) && !this.councils.some((c) => c.authority.equals(p.owner)))
				this.programs[i] = this.newProgram(this.serial++);
	}
	// outside: the holder of a program that is not governed uses the loader
	outside() {
		const { r, chain } = this, p = r.pick(this.programs), owner = this.byAddress.get(hex(p.owner));
		if (!owner)
			return this.renew();
		if (r.chance(0.3)) {
			const c = r.pick(this.councils);
			return this.judge('give to an authority', [B.loader.setAuthority(p.data, owner.address, c.authority)],
				[owner], new Set(), () => { p.owner = c.authority; });
		}
		const b = this.newBuffer(r.pick(this.elfs.slice(0, 8)), owner.address);
		this.judge('upgrade from outside', [B.loader.upgrade(p.id, b.at, this.people[0].address, owner.address)],
			[owner], new Set(), () => {
			p.elf = b.elf;
			this.buffers.delete(hex(b.at));
		});
	}

	// same: the accounts of a step are what the model says, field by field
	same(c, a, program) {
		const m = decodeMultisig(this.chain.data(c.multisig));
		equal(`${m.epoch} ${m.proposal_count} ${m.rules.member_n}`, `${c.epoch} ${c.count} ${c.members.length}`,
			'multisig');
		for (const [k, v] of Object.entries(c.rules))
			equal(m.rules[k], v, `multisig ${k}`);
		m.members.forEach((x, i) => equal(`${hex(x.address)} ${x.role}`,
			`${hex(c.members[i].address)} ${c.members[i].role}`, `member ${i}`));
		if (a && !a.closed) {
			this.#sameAct(c, a);
			this.touched = [c, a.index];
		}
		if (program)
			this.#sameRecord(c, program);
	}
	#sameAct(c, a) {
		const p = decodeProposal(this.chain.data(B.proposalAt(c.multisig, a.index)));
		equal(p.payload_hash, a.hash, 'payload hash');
		const got = [p.kind, p.status, p.holds_buffer, p.epoch, p.lock, p.window, p.created_at, p.approvals,
			p.rejections, p.cancels, p.approved_by];
		const want = [a.kind, a.status, a.holds ? 1 : 0, a.epoch, a.lock, a.window, a.created, a.approvals,
			a.rejections, a.cancels, a.approvedBy];
		equal(got.join(), want.join(), 'proposal: kind, status, holds, epoch, lock, window, created, votes');
		if (a.status === K.STATUS_APPROVED)
			equal(p.approved_at, a.approvedAt, 'approved at');
		if (![K.STATUS_ACTIVE, K.STATUS_APPROVED].includes(a.status))
			equal(p.ended_at, a.endedAt, 'ended at');
	}
	#sameRecord(c, program) {
		const got = decodeRecord(this.chain.data(B.recordAt(c.multisig, program))), want = c.record(program);
		equal(`${got.state} ${got.newest}`, `${want.state} ${want.newest}`, 'record: state, newest');
		const line = (v, last) => [v.number, hex(v.code_hash), v.code_len, v.flags, v.slot, v.began,
			last ? '' : v.ended, v.proposal].join();
		const lines = (r) => r.versions.map((v, i) => line(v, i === r.versions.length - 1)).join('\n');
		equal(lines(got), lines(want), 'versions');
	}
}

export function walkTests(tap, chain, seed, steps) {
	tap.test(`random walk of ${steps} steps, seed ${seed}`, () => {
		const w = new Walk(chain, seed);
		let n = 0;
		try {
			for (; n < steps; n++)
				w.step();
		} catch (e) {
			throw new Error(`step ${n} of seed ${seed}: ${e.stack}`);
		}
		tap.comment(`walk: ${[...w.counts].sort().map(([k, v]) => `${k} ${v}`).join(', ')}`);
		for (const kind of B.KIND_NAME.values())
			check(steps < 5000 || w.counts.get(`execute ${kind}`) > 0, `the walk never executed ${kind}`);
		check(steps < 5000 || w.counts.get('reclaim') > 0 && w.counts.get('close') > 0, 'the walk reclaimed and closed');
	});
}
