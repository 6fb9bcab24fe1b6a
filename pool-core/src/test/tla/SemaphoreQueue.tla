----------------------------- MODULE SemaphoreQueue ------------------------------
(********************************************************************************)
(* The two shared-memory queues of a pool, and all that use them:               *)
(*                                                                              *)
(*   submitters    threads of the coordinator; put jobs                         *)
(*   the pump      thread of the coordinator; takes results                     *)
(*   the repair    thread of the coordinator; repairs what dead workers held    *)
(*   workers       processes; may be killed after any step                      *)
(*                                                                              *)
(* An action is atomic for all other processes.  Every Step of the Java code    *)
(* but those with files has an action of the same name: CLAIM_FREE there is     *)
(* ClaimFree here.  The model has more actions: for waiting, dying, and broken  *)
(* rules.  A suspended process just takes no step for a while, which any        *)
(* process may do at any time; so SIGSTOP needs no action.                      *)
(*                                                                              *)
(* The word of a job's slot:                                                    *)
(*                                                                              *)
(*               ClaimFree           Publish            ClaimFull               *)
(*         FREE ----------> WRITING ---------> FULL ---------------> CLAIMED    *)
(*          ^                  |                ^                     |  |      *)
(*          |                  | Abandon        +------ PutBack ------+  |      *)
(*          +------------------+---------------------- Free -------------+      *)
(*                    generation + 1                                            *)
(*                                                                              *)
(* WRITING is not in shared memory: the slot is given out in the coordinator's  *)
(* memory, and its word still says FREE.  No other process has to know.         *)
(*                                                                              *)
(* The results queue is one lane for each worker: a ring of slots, which only   *)
(* this worker writes and only one thread at a time reads.  The word of a       *)
(* result's slot:                                                               *)
(*                                                                              *)
(*                Publish                                                       *)
(*         FREE ----------> FULL         Abandon, and the repair's              *)
(*          ^ \              |           DropHalfResult, make it FREE in the     *)
(*          |  +--> FREE     | Free      next generation                        *)
(*          +----------------+                                                  *)
(*           generation + 1                                                     *)
(*                                                                              *)
(*   tail    in the worker's memory: where it writes next; lost when it dies    *)
(*   note    in shared memory: the slot and the generation of its last draft,   *)
(*           and whether that is still being drafted; changed by ClaimFree and  *)
(*           before Abandon                                                     *)
(*   head    in the coordinator's memory: where it takes next, in each lane;    *)
(*           ClaimFull changes nothing in shared memory                         *)
(*   taken   in the coordinator's memory: of each slot, the generation that it  *)
(*           took last, because a slot stays FULL until it is freed             *)
(*                                                                              *)
(* Where a process is (pc) when it wants a slot:                                *)
(*                                                                              *)
(*   want       looks where the hints say: may find any slot, or none           *)
(*   beginCheck before a check of all slots: does the side's mark say that      *)
(*              there may be one?  If not, the check is over                    *)
(*   look       is registered as a sleeper, checks all slots, one at a time     *)
(*   acquire    is at the semaphore, awake                                      *)
(*   asleep     sleeps in the kernel                                            *)
(*   timedOut   its time is over; checks once more for a permit                 *)
(*   leave      deregisters as a sleeper (with a slot, or without)              *)
(*   leaveWoken the same, with a permit                                         *)
(*   lookWoken  was woken, checks all slots, one at a time                      *)
(*   anyLeft    has claimed one, checks whether another is left                 *)
(*   endCheck   has found no wanted slot: removes the mark, unless another      *)
(*              process has marked or checked since                             *)
(*                                                                              *)
(* Only the jobs' sides have marks.                                             *)
(*                                                                              *)
(* ... and when it has changed a word, or another slot is left:                 *)
(*                                                                              *)
(*   mark (only after a change), lookSleepers, lookPermits, addPermit, wake;    *)
(*   then as "ret" says                                                         *)
(*                                                                              *)
(* Workers and the pump defer that: "due" says for which sides.  A worker makes *)
(* up for it after it has claimed its next job or found none (settle), the pump *)
(* at any time, but before it sleeps.                                           *)
(*                                                                              *)
(* ... and a submitter that waits for its result in the sleeping pump's place:  *)
(*                                                                              *)
(*   join       has the pump given up its role, to sleep?                       *)
(*   replace    deregisters the pump as a sleeper                               *)
(*   inPlace    looks for its own result, for a while                           *)
(*   putName    registers the pump again, then checks all lanes (anyLeft)       *)
(*   retake     (the pump) waits until no caller has its role                   *)
(*                                                                              *)
(* What each of them does in between:                                           *)
(*                                                                              *)
(*   a submitter   want, write, publish; join, and if it has the result:        *)
(*                 deliver, free                                                *)
(*   a worker      want, settle, handle, want, write, publish, free; or after   *)
(*                 publish, abandon; or after handle, count, putBack; dead      *)
(*   the pump      want, deliver, free, settle                                  *)
(*   the repair    rest, drop, dropWord, findResult, confirm, ask, putBack,     *)
(*                 freeHeld, handed, markDead, forget, lookOthers, woke, reuse  *)
(*                                                                              *)
(* ... and only with a broken rule: enterLate, lookEarly, read, forgotten.      *)
(*                                                                              *)
(* All steps are atomic and in one order for all processes (sequentially        *)
(* consistent).  docs/proof.md of pool-core argues why this describes the       *)
(* Java code; no model checks that.                                             *)
(********************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
    Workers,        \* the workers' numbers, a set of model values
    Submitters,     \* the submitting threads, a set of model values
    JobsEach,       \* how many jobs each of them submits
    JobSlotCount,   \* how many slots the jobs queue has
    LaneSlotCount,  \* ... and each worker's lane for results
    Attempts,       \* how often a job is tried before it fails
    Kills,          \* how many workers may be killed, at any step
    Cuts,           \* how often repair may be interrupted, at any step
    Abandons,       \* how many submitters may fail while they write
    Failures,       \* how often a worker may abandon a result, or put a job back
    SleepSides,     \* where processes sleep, "resultsFree" for all lanes; on the others they poll
    Callers,        \* TRUE: a submitter may take its result in the pump's place
    MarkSides,      \* where marks are ever removed; on the others each check is of all slots
    WithResults,    \* FALSE: only the jobs queue; running the handler delivers the job
    Timer,          \* TRUE: every sleep is bounded
    None,           \* no value; a model value
    HintsMislead,   \* TRUE: the first look may overlook any slot
    Broken          \* the rules that this run breaks; {} for the protocol as it is

\* Every rule that can be broken, and what the protocol does.
Rules == {
    "RegisterThenLook",     \* a sleeper registers, then checks the slots
    "ChangeThenLook",       \* a releaser changes the word, then looks for sleepers
    "ChangeThenMark",       \* ... and marks the side in between, not before the change
    "CheckBeforeTheLook",   \* only the process that last announced its check removes the mark
    "LookAfterTheCaller",   \* a caller registers the pump again, then checks all slots
    "OneOnTheWay",          \* while a permit is left to take, none is added
    "WakeTheNext",          \* a woken process wakes the next if another slot is left
    "SettleThenWait",       \* a worker makes up for the deferred before it waits for a job
    "SettleThenSleep",      \* ... and the pump before it sleeps
    "MarkTheUnfinished",    \* a worker that puts a job back marks the side
    "MarkForTheDead",       \* repair marks the jobs' sides
    "WakeForTheDead",       \* repair wakes one sleeper on each side
    "WakeDespitePermit",    \* ... even if there is a permit
    "WakeTheReplaced",      \* ... and the pump even if a caller is in its place
    "PublishThenFree",      \* a worker publishes the result, then frees the job
    "PublishOrPutBack",     \* ... and does not put a job back that it has published a result of
    "CountThenPutBack",     \* a worker counts the attempt, then puts the job back
    "DropDuplicates",       \* the pump delivers only what is pending
    "LookForTheResult",     \* repair looks for a published result before it puts a job back
    "TakeOnce",             \* a result is taken once, although its slot stays FULL until it is freed
    "NoteThenWord",         \* the end of a draft is noted, then its slot's word is changed
    "DropTheUnpublished",   \* repair drops a draft only if the word is not later than the note
    "DropWithGeneration",   \* ... and then in the next generation
    "PassThePublished",     \* a successor begins after the noted slot if that was published
    "PassTheFreed",         \* ... even if it has been freed since
    "StayAtTheDropped",     \* ... but at the noted slot if that was not published
    "DeliverThenFree",      \* the pump removes the job from the pending ones, then frees the slot
    "ConfirmTheExit",       \* repair begins when the worker is dead, not when it looks dead
    "RepairToTheEnd",       \* an interrupted repair begins again
    "RepairThenReuse",      \* the number is reused only after the repair
    "CountWithPutBack" }    \* repair: the step that puts the job back also counts the attempt

ASSUME Broken \subseteq Rules

Keeps(rule) == rule \notin Broken

Coordinator == "coordinator"
Pump == "pump"
Repair == "repair"
Processes == Workers \cup Submitters \cup {Pump, Repair}

Jobs == 1..(JobsEach * Cardinality(Submitters))
JobSlots == {"jobs"} \X (1..JobSlotCount)
Lane(w) == {w} \X (1..LaneSlotCount)
ResultSlots == Workers \X (1..LaneSlotCount)
Slots == JobSlots \cup ResultSlots

\* Of a result's slot.
LaneOf(slot) == slot[1]
NextTo(slot) == <<slot[1], IF slot[2] = LaneSlotCount THEN 1 ELSE slot[2] + 1>>
RECURSIVE Ahead(_, _)
Ahead(slot, count) == IF count = 0 THEN slot ELSE Ahead(NextTo(slot), count - 1)

\* One semaphore and one set of sleepers for each.  A worker's number stands for the side where it
\* waits for a free slot in its lane.
JobSides == {"jobsFree", "jobsFull"}
Sides == JobSides \cup {"resultsFull"} \cup Workers
FreeSides == {"jobsFree"} \cup Workers
WantedOn(side) == IF side \in FreeSides THEN "FREE" ELSE "FULL"
FreeSide(slot) == IF slot \in JobSlots THEN "jobsFree" ELSE LaneOf(slot)
FullSide(slot) == IF slot \in JobSlots THEN "jobsFull" ELSE "resultsFull"
SleepsOn(side) == (IF side \in Workers THEN "resultsFree" ELSE side) \in SleepSides

\* The coordinator's threads are one owner.
Owner(p) == IF p \in Workers THEN p ELSE Coordinator

VARIABLES
    \* in shared memory
    word,       \* of each slot: its state, owner and generation, changed together
    message,    \* of each slot: its job, the attempt, and the generation in which it was written
    permits,    \* of each side's semaphore
    sleepers,   \* of each side: owners
    mark,       \* of the jobs' sides: "maybe" a slot is wanted, "none" is, or the checking process
    note,       \* of each worker: its last draft
    \* in one process each
    pc,         \* where each process is
    reg,        \* what each process remembers
    tail,       \* of each worker: the slot of its lane in which it writes next
    \* in the coordinator
    pending,    \* accepted and not ended
    toSubmit,   \* how many jobs each submitter has still to write
    nextId,
    waiting,    \* the holder of the lock: the submitter that may sleep, or None
    head,       \* of each lane: the slot that is taken next
    taken,      \* of each result's slot: the generation that was taken last
    taker,      \* who may take results: the pump, a caller, or None while the pump sleeps
    \* what the properties are about
    delivered,  \* how often each job was delivered
    failed, rejected,
    deaths,     \* of each job: how many workers died with it without a result
    counted,    \* of each job: how many attempts workers have counted because the handler failed
    published,  \* jobs that a result was published for
    \* what may still happen
    killsLeft, cutsLeft, abandonsLeft, failuresLeft

signals == <<permits, sleepers, mark>>
taking == <<head, taken, taker>>
lanes == <<note, tail, taking>>
memory == <<word, message, signals, lanes>>
table == <<pending, delivered, failed, rejected, deaths, published>>
submission == <<toSubmit, nextId, waiting, abandonsLeft>>
failing == <<counted, failuresLeft>>
chances == <<killsLeft, cutsLeft, failing>>
vars == <<memory, pc, reg, table, submission, chances>>

NoMessage == [job |-> None, attempt |-> 0, gen |-> 0]

\* side: the side to sleep or wake on          slot: the slot being checked or owned
\* togo: slots still to check                  gen, state: of that slot, when it was checked
\* held: the job's slot, of worker and repair  job, attempt: what is being worked on
\* ret: where to continue after waking         dead: the worker being repaired
\* look: which check of all slots this is     awaited: the job that a submitter waits for
\* due: on which sides it has still to look for sleepers
Blank == [side |-> None, slot |-> None, togo |-> {}, gen |-> 0, state |-> None, held |-> None,
          job |-> None, attempt |-> 0, ret |-> None, dead |-> None, look |-> None,
          awaited |-> None, due |-> {}]

\* The start of each process's round, at "want".
FirstReg(p) == [Blank EXCEPT !.side = CASE p \in Submitters -> "jobsFree"
                                        [] p \in Workers -> "jobsFull"
                                        [] p = Pump -> "resultsFull"]

Init ==
    /\ word = [s \in Slots |-> [state |-> "FREE", owner |-> Coordinator, gen |-> 1]]
    /\ message = [s \in Slots |-> NoMessage]
    /\ permits = [d \in Sides |-> 0]
    /\ sleepers = [d \in Sides |-> {}]
    /\ mark = [d \in JobSides |-> "maybe"]
    /\ note = [w \in Workers |-> [slot |-> <<w, 1>>, gen |-> 1, drafting |-> FALSE]]
    /\ tail = [w \in Workers |-> <<w, 1>>]
    /\ head = [w \in Workers |-> <<w, 1>>]
    /\ taken = [s \in ResultSlots |-> 0]
    /\ taker = Pump
    /\ pc = [p \in Processes |-> IF p = Repair THEN "rest" ELSE "want"]
    /\ reg = [p \in Processes |-> IF p = Repair THEN Blank ELSE FirstReg(p)]
    /\ pending = {}
    /\ toSubmit = [p \in Submitters |-> JobsEach]
    /\ nextId = 1
    /\ waiting = None
    /\ delivered = [j \in Jobs |-> 0]
    /\ failed = {}
    /\ rejected = {}
    /\ deaths = [j \in Jobs |-> 0]
    /\ published = {}
    /\ counted = [j \in Jobs |-> 0]
    /\ killsLeft = Kills
    /\ cutsLeft = Cuts
    /\ abandonsLeft = Abandons
    /\ failuresLeft = Failures

(********************************************************************************)
(* Abbreviations                                                                *)
(********************************************************************************)
Goto(p, label, registers) ==
    /\ pc' = [pc EXCEPT ![p] = label]
    /\ reg' = [reg EXCEPT ![p] = registers]

SlotsOf(side) ==
    CASE side \in JobSides -> JobSlots
      [] side = "resultsFull" -> {head[w] : w \in Workers}
      [] OTHER -> {tail[side]}

IsTaken(slot) == Keeps("TakeOnce") /\ taken[slot] = word[slot].gen

IsWanted(slot, side) ==
    /\ word[slot].state = WantedOn(side)
    /\ side = "resultsFull" => ~IsTaken(slot)

SetWord(slot, state, owner) ==
    word' = [word EXCEPT ![slot].state = state, ![slot].owner = owner]

\* FREE in the next generation, without the message.
MakeFree(slot) ==
    /\ word' = [word EXCEPT ![slot] =
                     [state |-> "FREE", owner |-> Coordinator, gen |-> @.gen + 1]]
    /\ message' = [message EXCEPT ![slot] = NoMessage]

\* What the note of a dead worker says: whether it has left a draft, or repair has not ended one.
LeftDraft(w) ==
    LET n == note[w]
        x == word[n.slot]
    IN /\ x.state = "FREE"
       /\ x.gen <= n.gen \/ ~Keeps("DropTheUnpublished")
       /\ n.drafting \/ x.gen # n.gen

\* ... and where its successor begins.
SuccessorsTail(w) ==
    LET n == note[w]
        x == word[n.slot]
        wasPublished ==
            \/ x.state = "FULL" /\ Keeps("PassThePublished")
            \/ x.gen > n.gen /\ Keeps("PassThePublished") /\ Keeps("PassTheFreed")
    IN IF wasPublished \/ ~Keeps("StayAtTheDropped") THEN NextTo(n.slot) ELSE n.slot

\* What a worker holds.
HeldJobs(w) == {s \in JobSlots : word[s].state = "CLAIMED" /\ word[s].owner = w}

\* What p does with the slot that it has claimed, and what it remembers.
Use(p) == IF p = Pump THEN IF Keeps("DeliverThenFree") THEN "deliver" ELSE "read"
          ELSE IF reg[p].awaited # None THEN IF reg[p].slot = None THEN "want" ELSE "deliver"
          ELSE IF p \in Workers /\ reg[p].side = "jobsFull"
          THEN IF reg[p].due = {} THEN "handle" ELSE "settle"
          ELSE "write"

UseReg(r, p) ==
    IF r.awaited # None /\ r.slot = None THEN FirstReg(p) ELSE
    [r EXCEPT !.togo = {}, !.side = None,
              !.look = None, !.awaited = None,
              !.held = IF p \in Workers /\ r.side = "jobsFull" THEN r.slot ELSE @]

\* The start of p's next round, which has still to look for these sleepers.
Again(p, due) == Goto(p, "want", [FirstReg(p) EXCEPT !.due = due])

\* p has changed the word of a slot, and will look for sleepers of that side later.
Deferred(p, side) == reg[p].due \cup (IF SleepsOn(side) THEN {side} ELSE {})

\* After changing a word, a process goes to wake a sleeper on a side; and returns from there.
BackTo(r) == CASE r.ret \in {"first", "place"} -> "want"
               [] r.ret = "settle" /\ r.due = {} ->
                     IF r.slot = None THEN "want" ELSE "handle"
               [] OTHER -> r.ret

BackReg(p, r) ==
    CASE r.ret \in {"first", "want"} -> FirstReg(p)
      [] r.ret = "settle" /\ r.due = {} /\ r.slot = None -> FirstReg(p)
      [] r.ret = "join" -> [Blank EXCEPT !.side = "resultsFull", !.awaited = r.awaited]
      [] r.ret = "place" -> [r EXCEPT !.side = p, !.ret = None]
      [] r.ret = "woke" -> [r EXCEPT !.ret = None]
      [] OTHER -> [r EXCEPT !.side = None, !.ret = None]

Back(p, r) == Goto(p, BackTo(r), BackReg(p, r))

ThenWake(p, side, ret, registers) ==
    LET r == [registers EXCEPT !.side = side, !.ret = ret]
    IN IF SleepsOn(side) THEN Goto(p, "lookSleepers", r) ELSE Back(p, r)

\* After the change of a job's word.
ThenMark(p, side, ret, registers) ==
    LET r == [registers EXCEPT !.side = side, !.ret = ret]
    IN IF SleepsOn(side) THEN Goto(p, "mark", r) ELSE Back(p, r)

\* A check of all slots of p's side.
ThenCheck(p, look, registers) ==
    IF registers.side \in JobSides
    THEN Goto(p, "beginCheck", [registers EXCEPT !.look = look])
    ELSE Goto(p, look, [registers EXCEPT !.look = look, !.togo = SlotsOf(registers.side)])

Return(p) == Back(p, reg[p])

Unlock(p) == waiting' = IF waiting = p THEN None ELSE waiting

(********************************************************************************)
(* Claiming a slot                                                              *)
(********************************************************************************)

\* A submitter with nothing left to submit wants nothing.
Wants(p) == pc[p] = "want" /\ (p \in Submitters => toSubmit[p] > 0)

\* A read of a slot's word, and the compare-and-set that claims it.  In the code these are two
\* steps.  If the compare-and-set fails, there was a moment between the two when the slot was not
\* wanted; that moment is the read in the model.
CanClaim(p, slot) ==
    /\ IsWanted(slot, reg[p].side)
    /\ \/ Wants(p)
       \/ pc[p] \in {"look", "lookWoken"} /\ slot \in reg[p].togo

\* Takes a result out of its lane; its slot stays as it is.
Take(slot) ==
    /\ head' = [head EXCEPT ![LaneOf(slot)] = NextTo(slot)]
    /\ taken' = [taken EXCEPT ![slot] = word[slot].gen]

Claim(p, slot) ==
    /\ CanClaim(p, slot)
    /\ CASE reg[p].side \in JobSides ->
               /\ SetWord(slot, IF p \in Workers THEN "CLAIMED" ELSE "WRITING", Owner(p))
               /\ UNCHANGED lanes
         [] reg[p].side \in Workers ->
               /\ note' = [note EXCEPT
                        ![p] = [slot |-> slot, gen |-> word[slot].gen, drafting |-> TRUE]]
               /\ UNCHANGED <<word, tail, taking>>
         [] OTHER ->
               /\ Take(slot)
               /\ UNCHANGED <<word, note, tail, taker>>
    /\ LET r == [reg[p] EXCEPT !.slot = slot, !.gen = word[slot].gen, !.togo = {}]
       IN CASE pc[p] = "look" -> Goto(p, "leave", r)
            [] pc[p] = "lookWoken" /\ Keeps("WakeTheNext") /\ reg[p].side \in JobSides ->
                  ThenCheck(p, "anyLeft", r)
            [] OTHER -> Goto(p, Use(p), UseReg(r, p))
    /\ UNCHANGED <<message, signals, table, submission, chances>>

ClaimFree(p) ==
    /\ pc[p] \in {"want", "look", "lookWoken"}
    /\ reg[p].side \in FreeSides
    /\ \E slot \in SlotsOf(reg[p].side) : Claim(p, slot)

ClaimFull(p) ==
    /\ pc[p] \in {"want", "look", "lookWoken"}
    /\ reg[p].side \notin FreeSides
    /\ \E slot \in SlotsOf(reg[p].side) : Claim(p, slot)

\* A submitter that waits for its result takes over the role that the pump gives up to sleep ...
Join(p) ==
    /\ pc[p] = "join"
    /\ IF taker = None
       THEN taker' = p /\ Goto(p, "replace", reg[p])
       ELSE Goto(p, "want", FirstReg(p)) /\ UNCHANGED taker
    /\ UNCHANGED <<word, message, signals, note, tail, head, taken, table, submission, chances>>

\* ... and in its place may stop at any time: because it has looked for long enough, or because
\* another result has arrived, which is for the pump.
StopInPlace(p) ==
    /\ pc[p] = "inPlace"
    /\ Goto(p, "putName", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* Also CLAIM_FULL in the code.
ClaimInPlace(p) ==
    /\ pc[p] = "inPlace"
    /\ \E slot \in SlotsOf("resultsFull") :
          /\ IsWanted(slot, "resultsFull")
          /\ message[slot].job = reg[p].awaited
          /\ Take(slot)
          /\ Goto(p, "putName", [reg[p] EXCEPT !.slot = slot, !.gen = word[slot].gen])
    /\ UNCHANGED <<word, message, signals, note, tail, taker, table, submission, chances>>

\* Also ENTER_SLEEPERS in the code.
PutNameBack(p) ==
    /\ pc[p] = "putName"
    /\ sleepers' = [sleepers EXCEPT ![reg[p].side] = @ \cup {Owner(p)}]
    /\ IF Keeps("LookAfterTheCaller")
       THEN ThenCheck(p, "anyLeft", reg[p]) /\ UNCHANGED taker
       ELSE Goto(p, Use(p), UseReg(reg[p], p)) /\ taker' = None
    /\ UNCHANGED <<word, message, permits, mark, note, tail, head, taken, table, submission,
                   chances>>

\* The pump is awake and still registered.
Retake(p) ==
    /\ pc[p] = "retake"
    /\ taker = None
    /\ taker' = p
    /\ Goto(p, reg[p].ret, [reg[p] EXCEPT !.ret = None])
    /\ UNCHANGED <<word, message, signals, note, tail, head, taken, table, submission, chances>>

\* Whether p may go on to wait although it has not looked for some sleepers.
MayWait(p) ==
    \/ reg[p].due = {}
    \/ ~Keeps(IF p = Pump THEN "SettleThenSleep" ELSE "SettleThenWait")

\* Has found no slot; or the hints have missed one.
SeesNone(p) ==
    \/ HintsMislead /\ reg[p].side \in JobSides
    \/ \A slot \in SlotsOf(reg[p].side) : ~CanClaim(p, slot)

EnterSleepers(p) ==
    /\ IF Keeps("RegisterThenLook") THEN Wants(p) ELSE pc[p] = "enterLate"
    /\ SleepsOn(reg[p].side)
    /\ MayWait(p)
    /\ SeesNone(p)
    /\ p \in Submitters => waiting = None
    /\ waiting' = IF p \in Submitters THEN p ELSE waiting
    /\ sleepers' = [sleepers EXCEPT ![reg[p].side] = @ \cup {Owner(p)}]
    /\ IF Keeps("RegisterThenLook")
       THEN ThenCheck(p, "look", reg[p])
       ELSE Goto(p, "acquire", reg[p])
    /\ UNCHANGED <<word, message, permits, mark, lanes, table, toSubmit, nextId, abandonsLeft,
                   chances>>

\* RegisterThenLook broken.
LookUnregistered(p) ==
    /\ ~Keeps("RegisterThenLook")
    /\ Wants(p)
    /\ MayWait(p)
    /\ ThenCheck(p, "look", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* A check of all slots has found none.  Before the pump sleeps, it gives up its role; a caller gives
\* it back.
ThenNothing(p) ==
    CASE reg[p].look = "look" ->
            /\ Goto(p, IF Keeps("RegisterThenLook") THEN "acquire" ELSE "enterLate",
                    [reg[p] EXCEPT !.look = None])
            /\ taker' = IF Callers /\ p = Pump THEN None ELSE taker
            /\ UNCHANGED waiting
      [] reg[p].look = "lookWoken" ->
            /\ Goto(p, "want", [reg[p] EXCEPT !.look = None])
            /\ Unlock(p)
            /\ UNCHANGED taker
      [] reg[p].look = "anyLeft" ->
            /\ Goto(p, Use(p), UseReg(reg[p], p))
            /\ taker' = IF taker = p THEN None ELSE taker
            /\ UNCHANGED waiting

\* In the code each block of slots has its own mark; a block without a mark is skipped.
BeginCheck(p) ==
    /\ pc[p] = "beginCheck"
    /\ IF mark[reg[p].side] = "none"
       THEN ThenNothing(p) /\ UNCHANGED mark
       ELSE /\ mark' = IF reg[p].side \in MarkSides THEN [mark EXCEPT ![reg[p].side] = p] ELSE mark
            /\ Goto(p, reg[p].look, [reg[p] EXCEPT !.togo = SlotsOf(reg[p].side)])
            /\ UNCHANGED <<waiting, taker>>
    /\ UNCHANGED <<word, message, permits, sleepers, note, tail, head, taken, table, toSubmit,
                   nextId, abandonsLeft, chances>>

\* In the code this is a compare-and-set, with a stamp that each check changes.
EndCheck(p) ==
    /\ pc[p] = "endCheck"
    /\ mark' = IF \/ mark[reg[p].side] = p
                  \/ ~Keeps("CheckBeforeTheLook") /\ reg[p].side \in MarkSides
               THEN [mark EXCEPT ![reg[p].side] = "none"] ELSE mark
    /\ ThenNothing(p)
    /\ UNCHANGED <<word, message, permits, sleepers, note, tail, head, taken, table, toSubmit,
                   nextId, abandonsLeft, chances>>

\* One more slot is not wanted; continues after the last.  The order is arbitrary, because the hints
\* say where to begin.
PassOver(p, slot) ==
    IF reg[p].togo # {slot}
    THEN /\ Goto(p, pc[p], [reg[p] EXCEPT !.togo = @ \ {slot}])
         /\ UNCHANGED <<waiting, taker>>
    ELSE IF reg[p].side \in JobSides
    THEN /\ Goto(p, "endCheck", [reg[p] EXCEPT !.togo = {}])
         /\ UNCHANGED <<waiting, taker>>
    ELSE ThenNothing(p)

LookAtOne(p) ==
    /\ \E slot \in reg[p].togo :
          /\ ~CanClaim(p, slot)
          /\ PassOver(p, slot)
    /\ UNCHANGED <<word, message, signals, note, tail, head, taken, table, toSubmit, nextId,
                   abandonsLeft, chances>>

LookAsSleeper(p) ==
    /\ pc[p] = "look"
    /\ LookAtOne(p)

\* Awake again.  A pump that callers may have replaced takes its role back first.
ThenLeave(p, label) ==
    IF Callers /\ p = Pump
    THEN Goto(p, "retake", [reg[p] EXCEPT !.ret = label])
    ELSE Goto(p, label, reg[p])

\* Returns from the semaphore with a permit, having slept or not.
Sleep(p) ==
    /\ pc[p] \in {"acquire", "timedOut"}
    /\ permits[reg[p].side] > 0
    /\ permits' = [permits EXCEPT ![reg[p].side] = @ - 1]
    /\ ThenLeave(p, "leaveWoken")
    /\ UNCHANGED <<word, message, sleepers, mark, lanes, table, submission, chances>>

\* The kernel checks that there is no permit, and puts the process to sleep, in one step.
FallAsleep(p) ==
    /\ pc[p] = "acquire"
    /\ permits[reg[p].side] = 0
    /\ Goto(p, "asleep", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

TimeOut(p) ==
    /\ Timer
    /\ pc[p] = "asleep"
    /\ Goto(p, "timedOut", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* The last check finds no permit: leaves without checking the slots.
GiveUp(p) ==
    /\ pc[p] = "timedOut"
    /\ permits[reg[p].side] = 0
    /\ ThenLeave(p, "leave")
    /\ UNCHANGED <<memory, table, submission, chances>>

LeaveSleepers(p) ==
    /\ \/ /\ pc[p] = "leaveWoken"
          /\ ThenCheck(p, "lookWoken", reg[p])
          /\ UNCHANGED waiting
       \/ /\ pc[p] = "replace"
          /\ Goto(p, "inPlace", reg[p])
          /\ UNCHANGED waiting
       \/ /\ pc[p] = "leave"
          /\ IF reg[p].slot # None
             THEN Goto(p, Use(p), UseReg(reg[p], p))
             ELSE Goto(p, "want", reg[p])
          /\ Unlock(p)
    /\ sleepers' = [sleepers EXCEPT ![reg[p].side] = @ \ {Owner(p)}]
    /\ UNCHANGED <<word, message, permits, mark, lanes, table, toSubmit, nextId, abandonsLeft,
                   chances>>

LookWoken(p) ==
    /\ pc[p] = "lookWoken"
    /\ LookAtOne(p)

\* Has claimed a slot.  If another is left, wakes the next sleeper, then uses its own slot.
\* Or was in the pump's place, and looks for results that arrived while the pump was not registered.
LookForMore(p) ==
    /\ pc[p] = "anyLeft"
    /\ \E slot \in reg[p].togo :
          IF IsWanted(slot, reg[p].side)
          THEN /\ ThenWake(p, reg[p].side, Use(p), UseReg(reg[p], p))
               /\ taker' = IF taker = p THEN None ELSE taker
               /\ UNCHANGED waiting
          ELSE PassOver(p, slot)
    /\ UNCHANGED <<word, message, signals, note, tail, head, taken, table, toSubmit, nextId,
                   abandonsLeft, chances>>

(********************************************************************************)
(* Waking a sleeper                                                             *)
(********************************************************************************)

\* Begins with the next side for which p has deferred this.  Before a worker does, a full fence makes
\* its changes visible: the compare-and-set of the job that it has claimed, or if it has seen none,
\* one for this purpose.
Settle(p) ==
    /\ \/ pc[p] = "settle"
       \/ /\ p \in Workers
          /\ reg[p].side = "jobsFull"
          /\ Wants(p)
          /\ SeesNone(p)
          /\ Keeps("SettleThenWait")
       \/ /\ p = Pump
          /\ Wants(p)
          /\ Keeps("SettleThenSleep")
    /\ LET due == reg[p].due
           first == IF "resultsFull" \in due THEN {"resultsFull"} ELSE due
       IN \E side \in first :
             LET r == [reg[p] EXCEPT !.due = @ \ {side}]
             IN IF side \in JobSides THEN ThenMark(p, side, "settle", r)
                                     ELSE ThenWake(p, side, "settle", r)
    /\ UNCHANGED <<memory, table, submission, chances>>

Mark(p) ==
    /\ pc[p] = "mark"
    /\ mark' = [mark EXCEPT ![reg[p].side] = "maybe"]
    /\ Goto(p, "lookSleepers", reg[p])
    /\ UNCHANGED <<word, message, permits, sleepers, lanes, table, submission, chances>>

LookForSleepers(p) ==
    /\ pc[p] = "lookSleepers"
    /\ IF sleepers[reg[p].side] = {} THEN Return(p) ELSE Goto(p, "lookPermits", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

LookForPermits(p) ==
    /\ pc[p] = "lookPermits"
    /\ IF permits[reg[p].side] > 0 /\ Keeps("OneOnTheWay")
       THEN Return(p)
       ELSE Goto(p, "addPermit", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

AddPermit(p) ==
    /\ pc[p] = "addPermit"
    /\ permits' = [permits EXCEPT ![reg[p].side] = @ + 1]
    /\ Goto(p, "wake", reg[p])
    /\ UNCHANGED <<word, message, sleepers, mark, lanes, table, submission, chances>>

\* The kernel wakes one of the sleeping processes, if there is one.
Wake(p) ==
    /\ pc[p] = "wake"
    /\ LET asleep == {q \in Processes : pc[q] = "asleep" /\ reg[q].side = reg[p].side}
       IN IF asleep = {}
          THEN Return(p)
          ELSE \E q \in asleep :
                  /\ pc' = [pc EXCEPT ![p] = BackTo(reg[p]), ![q] = "acquire"]
                  /\ reg' = [reg EXCEPT ![p] = BackReg(p, reg[p])]
    /\ UNCHANGED <<memory, table, submission, chances>>

(********************************************************************************)
(* Using a slot                                                                 *)
(********************************************************************************)

\* A worker reads the job and computes its result.
RunHandler(p) ==
    /\ pc[p] = "handle"
    /\ LET m == message[reg[p].slot]
           r == [Blank EXCEPT !.held = reg[p].held]
       IN IF WithResults
          THEN /\ Goto(p, IF Keeps("PublishThenFree") THEN "want" ELSE "free",
                       [r EXCEPT !.side = p, !.job = m.job, !.attempt = m.attempt])
               /\ UNCHANGED table
          ELSE /\ Goto(p, "free", r)
               /\ pending' = pending \ {m.job}
               /\ published' = published \cup {m.job}
               /\ delivered' = [delivered EXCEPT ![m.job] = @ + 1]
               /\ UNCHANGED <<failed, rejected, deaths>>
    /\ UNCHANGED <<memory, submission, chances>>

\* The handler fails, and another attempt is left.  An attempt that failed because an earlier job was
\* cancelled is not counted.
FailHandler(p) ==
    /\ p \in Workers
    /\ pc[p] = "handle"
    /\ failuresLeft > 0
    /\ failuresLeft' = failuresLeft - 1
    /\ LET m == message[reg[p].slot]
           r == [Blank EXCEPT !.held = reg[p].held, !.job = m.job, !.attempt = m.attempt]
       IN \/ /\ m.attempt < Attempts
             /\ Goto(p, IF Keeps("CountThenPutBack") THEN "count" ELSE "putBack", r)
          \/ Goto(p, "putBack", r)
    /\ UNCHANGED <<memory, table, submission, killsLeft, cutsLeft, counted>>

\* Payload and header.  A submitter's job gets its number and becomes pending here.
Write(p) ==
    /\ pc[p] = "write"
    /\ LET submits == p \in Submitters
           job == IF submits THEN nextId ELSE reg[p].job
           attempt == IF submits THEN 1 ELSE reg[p].attempt
       IN /\ message' = [message EXCEPT ![reg[p].slot] =
                            [job |-> job, attempt |-> attempt, gen |-> reg[p].gen]]
          /\ pending' = IF submits THEN pending \cup {job} ELSE pending
          /\ nextId' = IF submits THEN nextId + 1 ELSE nextId
          /\ Goto(p, IF Keeps("ChangeThenLook") THEN "publish" ELSE "lookEarly",
                  [reg[p] EXCEPT !.job = job])
          /\ toSubmit' = IF submits THEN [toSubmit EXCEPT ![p] = @ - 1] ELSE toSubmit
          /\ mark' = IF Keeps("ChangeThenMark") \/ ~submits THEN mark
                     ELSE [mark EXCEPT !["jobsFull"] = "maybe"]
    /\ Unlock(p)
    /\ UNCHANGED <<word, permits, sleepers, lanes, delivered, failed, rejected, deaths, published,
                   abandonsLeft, chances>>

\* ChangeThenLook broken: or the change becomes visible only after the look, because there is no fence
\* in between.  "ret" remembers whether there was a sleeper.
LookEarly(p) ==
    /\ pc[p] = "lookEarly"
    /\ Goto(p, "publish",
            [reg[p] EXCEPT !.ret = IF sleepers[FullSide(reg[p].slot)] = {}
                                   THEN "nobody" ELSE "somebody"])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* A submitter wakes a worker at once; a worker goes on to free the job.
Publish(p) ==
    /\ pc[p] = "publish"
    /\ SetWord(reg[p].slot, "FULL", Coordinator)
    /\ published' = IF p \in Workers THEN published \cup {reg[p].job} ELSE published
    /\ tail' = IF p \in Workers THEN [tail EXCEPT ![p] = NextTo(reg[p].slot)] ELSE tail
    /\ IF p \in Submitters
       THEN LET ret == IF Callers THEN "join" ELSE "first"
                r == [reg[p] EXCEPT !.slot = None, !.gen = 0, !.job = None,
                                    !.awaited = IF ret = "join" THEN reg[p].job ELSE None]
            IN CASE reg[p].ret = "nobody" -> Goto(p, "want", FirstReg(p))
                 [] reg[p].ret = "somebody" ->
                       Goto(p, "lookPermits", [r EXCEPT !.side = "jobsFull", !.ret = ret])
                 [] OTHER -> IF Keeps("ChangeThenMark") THEN ThenMark(p, "jobsFull", ret, r)
                             ELSE ThenWake(p, "jobsFull", ret, r)
       ELSE LET due == IF reg[p].ret = "nobody" THEN reg[p].due ELSE Deferred(p, "resultsFull")
            IN IF ~Keeps("PublishThenFree")
               THEN Again(p, due)
               ELSE Goto(p, IF ~Keeps("PublishOrPutBack") /\ failuresLeft > 0
                            THEN "putBack" ELSE "free",
                         [reg[p] EXCEPT !.slot = None, !.gen = 0, !.job = None, !.ret = None,
                                        !.due = due])
    /\ UNCHANGED <<message, signals, note, taking, pending, delivered, failed, rejected, deaths,
                   submission, chances>>

\* The end of w's draft is noted: no draft in that slot until the next claim, which will be of this
\* generation.
NoteEnd(w, slot, gen) ==
    note' = [note EXCEPT ![w] = [slot |-> slot, gen |-> gen, drafting |-> FALSE]]

\* A worker that cannot write its result notes the end of the draft ...
NoteAbandoned(p) ==
    /\ p \in Workers
    /\ pc[p] = "publish"
    /\ failuresLeft > 0
    /\ failuresLeft' = failuresLeft - 1
    /\ IF Keeps("NoteThenWord")
       THEN NoteEnd(p, reg[p].slot, reg[p].gen + 1) /\ UNCHANGED <<word, message>>
       ELSE MakeFree(reg[p].slot) /\ UNCHANGED note
    /\ Goto(p, "abandon", reg[p])
    /\ UNCHANGED <<signals, tail, taking, table, submission, killsLeft, cutsLeft, counted>>

\* ... releases the slot, and then writes a failure or puts the job back.  No other process waits
\* for the slot.  Or a submitter that cannot write its job releases its slot.
Abandon(p) ==
    \/ /\ p \in Submitters
       /\ pc[p] = "publish"
       /\ abandonsLeft > 0
       /\ abandonsLeft' = abandonsLeft - 1
       /\ pending' = pending \ {reg[p].job}
       /\ rejected' = rejected \cup {reg[p].job}
       /\ MakeFree(reg[p].slot)
       /\ ThenMark(p, "jobsFree", "first", Blank)
       /\ UNCHANGED <<signals, lanes, delivered, failed, deaths, published,
                      toSubmit, nextId, waiting, chances>>
    \/ /\ p \in Workers
       /\ pc[p] = "abandon"
       /\ IF Keeps("NoteThenWord")
          THEN MakeFree(reg[p].slot) /\ UNCHANGED note
          ELSE NoteEnd(p, reg[p].slot, reg[p].gen + 1) /\ UNCHANGED <<word, message>>
       /\ \E ret \in {"place", "putBack"} :
             Back(p, [reg[p] EXCEPT !.slot = None, !.gen = 0, !.ret = ret])
       /\ UNCHANGED <<signals, tail, taking, table, submission, chances>>

\* The pump, or a caller in its place, removes the job from the pending ones; that decides which
\* thread ends it.
Deliver(p) ==
    /\ pc[p] = "deliver"
    /\ LET job == IF Keeps("DeliverThenFree") THEN message[reg[p].slot].job ELSE reg[p].job
       IN /\ pending' = pending \ {job}
          /\ delivered' = IF job \in pending \/ ~Keeps("DropDuplicates")
                          THEN [delivered EXCEPT ![job] = @ + 1] ELSE delivered
    /\ IF Keeps("DeliverThenFree")
       THEN Goto(p, "free", reg[p])
       ELSE Again(p, reg[p].due)
    /\ UNCHANGED <<memory, failed, rejected, deaths, published, submission, chances>>

\* DeliverThenFree broken: the result is read, but not yet delivered.
ReadOnly(p) ==
    /\ ~Keeps("DeliverThenFree")
    /\ pc[p] = "read"
    /\ Goto(p, "free", [reg[p] EXCEPT !.job = message[reg[p].slot].job])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* The pump and the workers look for sleepers later; a caller and repair do so at once.
Free(p) ==
    /\ \/ /\ pc[p] = "free"
          /\ LET slot == IF p \in Workers THEN reg[p].held ELSE reg[p].slot
                 due == Deferred(p, FreeSide(slot))
                 r == [reg[p] EXCEPT !.slot = None, !.held = None, !.gen = 0]
             IN /\ MakeFree(slot)
                /\ CASE p \in Submitters -> ThenWake(p, FreeSide(slot), "first", r)
                     [] p = Pump /\ ~Keeps("DeliverThenFree") ->
                           Goto(p, "deliver", [r EXCEPT !.due = due])
                     [] p \in Workers /\ ~Keeps("PublishThenFree") ->
                           Goto(p, "want", [r EXCEPT !.side = p, !.due = due])
                     [] OTHER -> Again(p, due)
       \/ /\ p = Repair
          /\ pc[p] = "freeHeld"
          /\ MakeFree(reg[p].held)
          /\ ThenMark(p, "jobsFree", "handed", reg[p])
    /\ UNCHANGED <<signals, lanes, table, submission, chances>>

(********************************************************************************)
(* Death and repair                                                             *)
(********************************************************************************)
Kill(w) ==
    /\ w \in Workers
    /\ pc[w] \notin {"dead", "forgotten"}
    /\ killsLeft > 0
    /\ killsLeft' = killsLeft - 1
    /\ Goto(w, "dead", Blank)
    /\ tail' = [tail EXCEPT ![w] = None]
    /\ deaths' = [j \in Jobs |->
                    IF j \notin published /\ \E s \in HeldJobs(w) : message[s].job = j
                    THEN deaths[j] + 1 ELSE deaths[j]]
    /\ UNCHANGED <<word, message, signals, note, taking, pending, delivered, failed, rejected,
                   published, submission, cutsLeft, failing>>

\* One side after the other ...
SideAfter(side, w) ==
    CASE side = None -> "jobsFree"
      [] side = "jobsFree" -> "jobsFull"
      [] side = "jobsFull" -> w
      [] side = w -> "resultsFull"
      [] OTHER -> None

RECURSIVE SleepSideAfter(_, _)
SleepSideAfter(side, w) ==
    LET next == SideAfter(side, w)
    IN IF next = None \/ SleepsOn(next) THEN next ELSE SleepSideAfter(next, w)

\* ... repair marks, if it has marks, and forgets the dead worker as a sleeper; then continues with its
\* number.
ToForget(w, side) ==
    LET next == SleepSideAfter(side, w)
    IN Goto(Repair, CASE next = None -> "reuse"
                      [] next \in JobSides -> "markDead"
                      [] OTHER -> "forget",
            [Blank EXCEPT !.dead = w, !.side = next])

\* The next job that the dead worker held; then continues with its sleep.
ToHandBack(w) ==
    IF HeldJobs(w) = {} THEN ToForget(w, None)
    ELSE LET slot == CHOOSE s \in HeldJobs(w) : \A t \in HeldJobs(w) : s[2] <= t[2]
         IN Goto(Repair, IF Keeps("LookForTheResult") THEN "findResult" ELSE "ask",
                 [Blank EXCEPT !.dead = w, !.held = slot, !.job = message[slot].job,
                               !.attempt = message[slot].attempt, !.togo = Lane(w)])

\* The half-written result; then continues with its jobs.
ToDrop(w) ==
    IF LeftDraft(w) THEN Goto(Repair, "drop", [Blank EXCEPT !.dead = w]) ELSE ToHandBack(w)

\* No other process changes a dead worker's note, the slot with its draft, and the slots that name it,
\* so one step can find them.
BeginRepair(p) ==
    /\ p = Repair
    /\ pc[p] = "rest"
    /\ \E w \in Workers :
          \/ /\ pc[w] = "dead"
             /\ IF Keeps("RepairThenReuse")
                THEN ToDrop(w) /\ UNCHANGED tail
                ELSE /\ pc' = [pc EXCEPT ![w] = "want", ![p] = "handed"]
                     /\ reg' = [reg EXCEPT ![w] = FirstReg(w), ![p] = [Blank EXCEPT !.dead = w]]
                     /\ tail' = [tail EXCEPT ![w] = SuccessorsTail(w)]
             /\ UNCHANGED killsLeft
          \/ /\ ~Keeps("ConfirmTheExit")
             /\ pc[w] # "dead"
             /\ killsLeft > 0
             /\ killsLeft' = killsLeft - 1
             /\ ToDrop(w)
             /\ UNCHANGED tail
    /\ UNCHANGED <<word, message, signals, note, taking, table, submission, cutsLeft, failing>>

\* Repair ends the draft as its worker would have: first in the note ...
NoteDropped(p) ==
    /\ pc[p] = "drop"
    /\ LET w == reg[p].dead
           slot == note[w].slot
       IN IF Keeps("NoteThenWord")
          THEN /\ NoteEnd(w, slot, word[slot].gen + IF Keeps("DropWithGeneration") THEN 1 ELSE 0)
               /\ UNCHANGED <<word, message>>
          ELSE MakeFree(slot) /\ UNCHANGED note
    /\ Goto(p, "dropWord", reg[p])
    /\ UNCHANGED <<signals, tail, taking, table, submission, chances>>

\* ... then in the word.
DropHalfResult(p) ==
    /\ pc[p] = "dropWord"
    /\ LET w == reg[p].dead
           slot == note[w].slot
       IN IF ~Keeps("NoteThenWord")
          THEN NoteEnd(w, slot, word[slot].gen) /\ UNCHANGED <<word, message>>
          ELSE IF ~Keeps("DropWithGeneration")
          THEN UNCHANGED <<word, message, note>>
          ELSE MakeFree(slot) /\ UNCHANGED note
    /\ ToHandBack(reg[p].dead)
    /\ UNCHANGED <<signals, tail, taking, table, submission, chances>>

\* Is this slot's message the job's result?  Only the dead worker's lane can have it.  First the word is
\* read ...
LookForResult(p) ==
    /\ pc[p] = "findResult"
    /\ \E slot \in reg[p].togo :
          IF word[slot].state = "FULL"
          THEN Goto(p, "confirm", [reg[p] EXCEPT !.slot = slot, !.gen = word[slot].gen])
          ELSE IF reg[p].togo = {slot}
          THEN Goto(p, "ask", [reg[p] EXCEPT !.togo = {}])
          ELSE Goto(p, "findResult", [reg[p] EXCEPT !.togo = @ \ {slot}])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* ... then the job's number, and then the word again.  If that has changed, the pump has delivered
\* the result and then freed it, so the job is no longer pending.
ConfirmResult(p) ==
    /\ pc[p] = "confirm"
    /\ LET slot == reg[p].slot
           same == word[slot].state = "FULL" /\ word[slot].gen = reg[p].gen
           r == [reg[p] EXCEPT !.togo = @ \ {slot}, !.slot = None, !.gen = 0]
       IN IF same /\ message[slot].job = reg[p].job
          THEN Goto(p, "freeHeld", [r EXCEPT !.togo = {}])
          ELSE Goto(p, IF r.togo = {} THEN "ask" ELSE "findResult", r)
    /\ UNCHANGED <<memory, table, submission, chances>>

\* There is no result: retry the job, or fail it?  If it is not pending, neither.
AskPending(p) ==
    /\ pc[p] = "ask"
    /\ LET isPending == reg[p].job \in pending
           spent == reg[p].attempt >= Attempts
       IN /\ pending' = IF spent THEN pending \ {reg[p].job} ELSE pending
          /\ failed' = IF spent /\ isPending THEN failed \cup {reg[p].job} ELSE failed
          /\ Goto(p, IF spent \/ ~isPending THEN "freeHeld"
                     ELSE IF Keeps("CountWithPutBack") THEN "putBack" ELSE "count", reg[p])
    /\ UNCHANGED <<memory, delivered, rejected, deaths, published, submission, chances>>

\* A worker counts the attempt before it puts the job back: two steps, for it owns the slot until
\* then.  If it dies in between, the attempt counts twice, for the failure and for the death.
\* CountWithPutBack broken: so does repair.
CountAttempt(p) ==
    /\ pc[p] = "count"
    /\ message' = [message EXCEPT ![reg[p].held].attempt = reg[p].attempt + 1]
    /\ IF p = Repair
       THEN /\ Goto(p, "putBack", reg[p])
            /\ UNCHANGED counted
       ELSE /\ counted' = [counted EXCEPT ![reg[p].job] = @ + 1]
            /\ IF Keeps("CountThenPutBack")
               THEN Goto(p, "putBack", reg[p])
               ELSE Goto(p, "want", FirstReg(p))
    /\ UNCHANGED <<word, signals, lanes, table, submission, killsLeft, cutsLeft, failuresLeft>>

\* Repair puts a job back, or a worker whose handler has failed.
PutBack(p) ==
    /\ pc[p] = "putBack"
    /\ SetWord(reg[p].held, "FULL", Coordinator)
    /\ \/ /\ p = Repair
          /\ message' = [message EXCEPT ![reg[p].held].attempt = reg[p].attempt + 1]
          /\ ThenMark(p, "jobsFull", "handed", reg[p])
       \/ /\ p \in Workers
          /\ LET r == [reg[p] EXCEPT !.held = None]
             IN IF ~Keeps("CountThenPutBack") THEN Goto(p, "count", reg[p])
                ELSE IF Keeps("MarkTheUnfinished") THEN ThenMark(p, "jobsFull", "first", r)
                ELSE ThenWake(p, "jobsFull", "first", r)
          /\ UNCHANGED message
    /\ UNCHANGED <<signals, lanes, table, submission, chances>>

\* One held job is done.
HandBack(p) ==
    /\ pc[p] = "handed"
    /\ ToHandBack(reg[p].dead)
    /\ UNCHANGED <<memory, table, submission, chances>>

\* The dead worker may have changed a word without marking the side.
MarkForDead(p) ==
    /\ pc[p] = "markDead"
    /\ mark' = IF Keeps("MarkForTheDead") THEN [mark EXCEPT ![reg[p].side] = "maybe"] ELSE mark
    /\ Goto(p, "forget", reg[p])
    /\ UNCHANGED <<word, message, permits, sleepers, lanes, table, submission, chances>>

ForgetSleeper(p) ==
    /\ pc[p] = "forget"
    /\ sleepers' = [sleepers EXCEPT ![reg[p].side] = @ \ {reg[p].dead}]
    /\ Goto(p, "lookOthers", reg[p])
    /\ UNCHANGED <<word, message, permits, mark, lanes, table, submission, chances>>

\* Wakes another even if there is a permit: the dead worker may have been woken for it, or may have
\* added it without waking a sleeper.  Wakes the pump even if it is not registered: that may be so only
\* because a caller is in its place.
LookForOthers(p) ==
    /\ pc[p] = "lookOthers"
    /\ IF /\ \/ sleepers[reg[p].side] # {}
             \/ reg[p].side = "resultsFull" /\ Callers /\ Keeps("WakeTheReplaced")
          /\ Keeps("WakeForTheDead")
          /\ Keeps("WakeDespitePermit") \/ permits[reg[p].side] = 0
       THEN Goto(p, "addPermit", [reg[p] EXCEPT !.ret = "woke"])
       ELSE Goto(p, "woke", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* This side is done; continues with the next.
WakeForDead(p) ==
    /\ pc[p] = "woke"
    /\ ToForget(reg[p].dead, reg[p].side)
    /\ UNCHANGED <<memory, table, submission, chances>>

\* A new worker gets the dead one's number, and finds out where to write next.
ReuseNumber(p) ==
    /\ pc[p] = "reuse"
    /\ LET w == reg[p].dead
       IN IF pc[w] = "dead"
          THEN /\ pc' = [pc EXCEPT ![w] = "want", ![p] = "rest"]
               /\ reg' = [reg EXCEPT ![w] = FirstReg(w), ![p] = Blank]
               /\ tail' = [tail EXCEPT ![w] = SuccessorsTail(w)]
          ELSE Goto(p, "rest", Blank) /\ UNCHANGED tail
    /\ UNCHANGED <<word, message, signals, note, taking, table, submission, chances>>

\* An exception in the coordinator's thread.  Repair begins again later.
CutShort(p) ==
    /\ p = Repair
    /\ pc[p] # "rest"
    /\ cutsLeft > 0
    /\ cutsLeft' = cutsLeft - 1
    /\ LET left == IF Keeps("RepairToTheEnd") THEN pc[reg[p].dead] ELSE "forgotten"
       IN /\ pc' = [pc EXCEPT ![p] = "rest", ![reg[p].dead] = left]
          /\ reg' = [reg EXCEPT ![p] = Blank]
    /\ UNCHANGED <<memory, table, submission, killsLeft, failing>>

(********************************************************************************)
(* The whole protocol                                                           *)
(********************************************************************************)

WantStep(p) ==
    \/ ClaimFree(p) \/ ClaimFull(p)
    \/ EnterSleepers(p) \/ LookUnregistered(p)
    \/ BeginCheck(p) \/ LookAsSleeper(p) \/ EndCheck(p)
    \/ Sleep(p) \/ FallAsleep(p) \/ TimeOut(p) \/ GiveUp(p)
    \/ LeaveSleepers(p) \/ LookWoken(p) \/ LookForMore(p)

WakeStep(p) ==
    \/ Settle(p)
    \/ Mark(p) \/ LookForSleepers(p) \/ LookForPermits(p) \/ AddPermit(p) \/ Wake(p)

SubmitterStep(p) ==
    \/ WantStep(p) \/ WakeStep(p) \/ Write(p) \/ LookEarly(p) \/ Publish(p)
    \/ Join(p) \/ ClaimInPlace(p) \/ StopInPlace(p) \/ PutNameBack(p) \/ Deliver(p) \/ Free(p)

WorkerStep(p) ==
    \/ WantStep(p) \/ WakeStep(p) \/ RunHandler(p) \/ Write(p) \/ LookEarly(p) \/ Publish(p)
    \/ Free(p) \/ Abandon(p) \/ CountAttempt(p) \/ PutBack(p)

PumpStep(p) ==
    \/ WantStep(p) \/ Retake(p) \/ WakeStep(p)
    \/ Deliver(p) \/ ReadOnly(p) \/ Free(p)

RepairStep(p) ==
    \/ WakeStep(p) \/ Free(p)
    \/ BeginRepair(p) \/ NoteDropped(p) \/ DropHalfResult(p)
    \/ LookForResult(p) \/ ConfirmResult(p) \/ AskPending(p)
    \/ CountAttempt(p) \/ PutBack(p) \/ HandBack(p)
    \/ MarkForDead(p) \/ ForgetSleeper(p) \/ LookForOthers(p) \/ WakeForDead(p) \/ ReuseNumber(p)

Next ==
    \/ \E p \in Submitters : SubmitterStep(p) \/ Abandon(p)
    \/ \E p \in Workers : WorkerStep(p) \/ FailHandler(p) \/ NoteAbandoned(p) \/ Kill(p)
    \/ \E p \in {Pump} : PumpStep(p)
    \/ \E p \in {Repair} : RepairStep(p) \/ CutShort(p)

\* No process is suspended forever.  But kills, interrupted repairs, failed writes and failed handlers
\* need not occur.
Fairness ==
    /\ \A p \in Submitters : WF_vars(SubmitterStep(p))
    /\ \A p \in Workers : WF_vars(WorkerStep(p))
    /\ WF_vars(PumpStep(Pump))
    /\ WF_vars(RepairStep(Repair))

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

Symmetry == Permutations(Workers) \cup Permutations(Submitters)

(********************************************************************************)
(* What must hold                                                               *)
(********************************************************************************)

\* I1: an accepted job that has not ended is held by its submitter or the pump, or is in a job's
\* slot that is not free, or in a published result.
I1_NoJobIsLost ==
    \A j \in pending :
        \/ \E p \in Submitters \cup {Pump} : reg[p].job = j
        \/ \E s \in JobSlots : word[s].state # "FREE" /\ message[s].job = j
        \/ \E s \in ResultSlots : word[s].state = "FULL" /\ message[s].job = j

\* I2: a job ends once.
I2_DeliveredOnce ==
    \A j \in Jobs : delivered[j] + (IF j \in failed \cup rejected THEN 1 ELSE 0) <= 1

\* I3: a process that is named in a slot, or has noted that it drafts in one, knows it, or is dead
\* and will be repaired.
I3_OwnersKnow ==
    /\ \A s \in JobSlots : word[s].state \in {"WRITING", "CLAIMED"} =>
          IF word[s].owner \in Workers
          THEN \/ pc[word[s].owner] \in {"dead", "forgotten"}
               \/ s \in {reg[word[s].owner].slot, reg[word[s].owner].held}
          ELSE \E p \in Submitters : reg[p].slot = s
    /\ \A w \in Workers : note[w].drafting =>
          \/ pc[w] \in {"dead", "forgotten"}
          \/ reg[w].slot = note[w].slot
          \/ word[note[w].slot].state = "FULL"
          \/ word[note[w].slot].gen > note[w].gen

\* I4: a process that finds no permit adds one, so there are never more permits than processes that
\* can wake a sleeper of that side; and repair adds one each time it runs.
OthersWhoWake(side) ==
    CASE side = "jobsFree" -> Cardinality(Workers) + Cardinality(Submitters)
      [] side = "jobsFull" -> Cardinality(Submitters) + Cardinality(Workers) - 1
      [] side = "resultsFull" -> Cardinality(Workers)
                                    + IF Callers THEN Cardinality(Submitters) ELSE 0
      [] OTHER -> 1 + IF Callers THEN Cardinality(Submitters) ELSE 0

I4_FewPermits ==
    LET repairs == (Kills - killsLeft) + (Cuts - cutsLeft)
    IN \A side \in Sides :
          permits[side] <= OthersWhoWake(side) + repairs + (IF repairs > 0 THEN 1 ELSE 0)

\* I5: a process that is about to read or write a payload has owned the slot since its claim; and
\* what it is about to read was written in the same generation.
I5_OwnClaimOnly ==
    \A p \in Processes :
        LET slot == reg[p].slot
        IN /\ pc[p] \in {"handle", "deliver", "read"} /\ slot # None =>
                 /\ word[slot] =
                       IF p \in Workers
                       THEN [state |-> "CLAIMED", owner |-> p, gen |-> reg[p].gen]
                       ELSE [state |-> "FULL", owner |-> Coordinator, gen |-> reg[p].gen]
                 /\ message[slot].gen = reg[p].gen
                 /\ p \notin Workers => taken[slot] = reg[p].gen
           /\ p \in Submitters /\ pc[p] \in {"write", "publish"} =>
                 word[slot] = [state |-> "WRITING", owner |-> Coordinator, gen |-> reg[p].gen]
           /\ p \in Workers /\ pc[p] \in {"write", "publish"} =>
                 /\ word[slot] = [state |-> "FREE", owner |-> Coordinator, gen |-> reg[p].gen]
                 /\ note[p] = [slot |-> slot, gen |-> reg[p].gen, drafting |-> TRUE]
           /\ p \in Workers /\ pc[p] \in {"count", "putBack"} =>
                 /\ word[reg[p].held].state = "CLAIMED"
                 /\ word[reg[p].held].owner = p

\* I6: every job ends.
I6_EveryJobEnds ==
    <>(\A j \in Jobs : delivered[j] = 1 \/ j \in failed \/ j \in rejected)

\* I7: an attempt is counted once for each worker that died with the job, however often repair
\* began, and once for each failure that a worker counted; and a job fails when its attempts are
\* spent and not before.
I7_AttemptsCountedOnce ==
    /\ \A s \in JobSlots : word[s].state = "FULL" /\ message[s].job \notin published =>
          message[s].attempt = 1 + deaths[message[s].job] + counted[message[s].job]
    /\ \A j \in failed : deaths[j] + counted[j] = Attempts

\* Once its result is published, a job is not handed out again and does not fail.
ResultCounts ==
    /\ \A s \in JobSlots : word[s].state = "FULL" => message[s].job \notin published
    /\ failed \cap published = {}

\* The results of a lane that are not taken yet are those from the head on, up to the tail; and when a
\* dead worker's number can be reused, up to where its successor will begin.  So the pump looks where
\* the worker writes.
LanesInOrder ==
    \A w \in Workers :
        LET untaken == {s \in Lane(w) : word[s].state = "FULL" /\ word[s].gen # taken[s]}
            count == Cardinality(untaken)
        IN /\ untaken = {Ahead(head[w], i) : i \in 0..(count - 1)}
           /\ tail[w] \in {Ahead(head[w], count), None}
           /\ pc[Repair] = "reuse" /\ reg[Repair].dead = w /\ tail[w] = None =>
                 SuccessorsTail(w) = Ahead(head[w], count)

\* A draft is in use only until it is published or its worker's number is reused: nothing in a FREE slot
\* was written in the slot's own generation, except by a worker that still drafts.
DraftsEnd ==
    \A s \in ResultSlots : word[s].state = "FREE" /\ message[s].gen = word[s].gen =>
        \/ pc[LaneOf(s)] \in {"dead", "forgotten"}
        \/ reg[LaneOf(s)].slot = s

\* When nothing but the return of a handler can happen, no process sleeps that would find a slot.
IsSettled(p) ==
    \/ pc[p] \in {"asleep", "handle", "rest", "forgotten"}
    \/ pc[p] = "want" /\ ~Wants(p)
    \/ /\ pc[p] = "want"
       /\ MayWait(p)
       /\ \/ ~SleepsOn(reg[p].side)
          \/ p \in Submitters /\ waiting \notin {None, p}
       /\ \A slot \in SlotsOf(reg[p].side) : ~CanClaim(p, slot)

NoStranded ==
    (\A p \in Processes : IsSettled(p)) =>
        \A p \in Processes :
            pc[p] = "asleep" => \A s \in SlotsOf(reg[p].side) : ~IsWanted(s, reg[p].side)
==================================================================================
