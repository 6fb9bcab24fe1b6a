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
(* A slot's word:                                                               *)
(*                                                                              *)
(*               ClaimFree           Publish            ClaimFull               *)
(*         FREE ----------> WRITING ---------> FULL ---------------> CLAIMED    *)
(*          ^                  |                ^                     |  |      *)
(*          |                  | Abandon        +------ PutBack ------+  |      *)
(*          +------------------+---------------------- Free -------------+      *)
(*                    generation + 1                                            *)
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
(* ... and when it has changed a word, or another slot is left:                 *)
(*                                                                              *)
(*   mark (only after a change), lookSleepers, lookPermits, addPermit, wake;    *)
(*   then as "ret" says                                                         *)
(*                                                                              *)
(* ... and a submitter that waits for its result in the sleeping pump's place:  *)
(*                                                                              *)
(*   join       does the pump sleep?                                            *)
(*   replace    deregisters the pump as a sleeper                               *)
(*   inPlace    looks for its own result, for a while                           *)
(*   putName    registers the pump again, then checks all slots (anyLeft)       *)
(*                                                                              *)
(* What each of them does in between:                                           *)
(*                                                                              *)
(*   a submitter   want, write, publish; join, and if it has the result:        *)
(*                 deliver, free                                                *)
(*   a worker      want, handle, want, write, publish, free; or after handle,   *)
(*                 count, putBack; dead                                         *)
(*   the pump      want, deliver, free                                          *)
(*   the repair    rest, drop, dropped, findResult, confirm, ask, putBack,      *)
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
    ResultSlotCount,
    Attempts,       \* how often a job is tried before it fails
    Kills,          \* how many workers may be killed, at any step
    Cuts,           \* how often repair may be interrupted, at any step
    Abandons,       \* how many submitters may fail while they write
    Failures,       \* how often a worker may abandon a result, or put a job back
    SleepSides,     \* where processes sleep; on the other sides they poll
    Callers,        \* TRUE: a submitter may take its result in the pump's place
    MarkSides,      \* where marks are ever removed; on the other sides each check is of all slots
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
    "MarkTheUnfinished",    \* a worker that puts a job back or abandons a result marks the side
    "MarkForTheDead",       \* repair marks each side
    "WakeForTheDead",       \* repair wakes one sleeper on each side
    "WakeDespitePermit",    \* ... even if there is a permit
    "PublishThenFree",      \* a worker publishes the result, then frees the job
    "PublishOrPutBack",     \* ... and does not put a job back that it has published a result of
    "CountThenPutBack",     \* a worker counts the attempt, then puts the job back
    "DropDuplicates",       \* the pump delivers only what is pending
    "LookForTheResult",     \* repair looks for a published result before it puts a job back
    "CompareGenerations",   \* ... and recognizes it even if the pump has claimed it meanwhile
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
JobSlots == 1..JobSlotCount
ResultSlots == (JobSlotCount + 1)..(JobSlotCount + ResultSlotCount)
Slots == JobSlots \cup ResultSlots

\* One semaphore and one set of sleepers for each.
Sides == {"jobsFree", "jobsFull", "resultsFree", "resultsFull"}
FreeSides == {"jobsFree", "resultsFree"}
SlotsOf(side) == IF side \in {"jobsFree", "jobsFull"} THEN JobSlots ELSE ResultSlots
WantedOn(side) == IF side \in FreeSides THEN "FREE" ELSE "FULL"
ClaimedOn(side) == IF side \in FreeSides THEN "WRITING" ELSE "CLAIMED"
FreeSide(slot) == IF slot \in JobSlots THEN "jobsFree" ELSE "resultsFree"
FullSide(slot) == IF slot \in JobSlots THEN "jobsFull" ELSE "resultsFull"

\* The coordinator's threads are one owner.
Owner(p) == IF p \in Workers THEN p ELSE Coordinator

VARIABLES
    \* in shared memory
    word,       \* of each slot: its state, owner and generation, changed together
    message,    \* of each slot: its job, the attempt, and the generation in which it was written
    permits,    \* of each side's semaphore
    sleepers,   \* of each side: owners
    mark,       \* of each side: "maybe" a slot is wanted, "none" is, or the checking process
    \* in one process each
    pc,         \* where each process is
    reg,        \* what each process remembers
    \* in the coordinator
    pending,    \* accepted and not ended
    toSubmit,   \* how many jobs each submitter has still to write
    nextId,
    waiting,    \* the holder of the lock: the submitter that may sleep, or None
    \* what the properties are about
    delivered,  \* how often each job was delivered
    failed, rejected,
    deaths,     \* of each job: how many workers died with it without a result
    counted,    \* of each job: how many attempts workers have counted because the handler failed
    published,  \* jobs that a result was published for
    \* what may still happen
    killsLeft, cutsLeft, abandonsLeft, failuresLeft

signals == <<permits, sleepers, mark>>
memory == <<word, message, signals>>
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
Blank == [side |-> None, slot |-> None, togo |-> {}, gen |-> 0, state |-> None, held |-> None,
          job |-> None, attempt |-> 0, ret |-> None, dead |-> None, look |-> None,
          awaited |-> None]

\* The start of each process's round, at "want".
FirstReg(p) == [Blank EXCEPT !.side = CASE p \in Submitters -> "jobsFree"
                                        [] p \in Workers -> "jobsFull"
                                        [] p = Pump -> "resultsFull"]

Init ==
    /\ word = [s \in Slots |-> [state |-> "FREE", owner |-> Coordinator, gen |-> 1]]
    /\ message = [s \in Slots |-> NoMessage]
    /\ permits = [d \in Sides |-> 0]
    /\ sleepers = [d \in Sides |-> {}]
    /\ mark = [d \in Sides |-> "maybe"]
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

IsWanted(slot, side) == word[slot].state = WantedOn(side)

SetWord(slot, state, owner) ==
    word' = [word EXCEPT ![slot].state = state, ![slot].owner = owner]

\* FREE in the next generation, without the message.
MakeFree(slot) ==
    /\ word' = [word EXCEPT ![slot] =
                     [state |-> "FREE", owner |-> Coordinator, gen |-> @.gen + 1]]
    /\ message' = [message EXCEPT ![slot] = NoMessage]

\* What a worker holds.
HalfWritten(w) == {s \in ResultSlots : word[s].state = "WRITING" /\ word[s].owner = w}
HeldJobs(w) == {s \in JobSlots : word[s].state = "CLAIMED" /\ word[s].owner = w}

\* What p does with the slot that it has claimed, and what it remembers.
Use(p) == IF p = Pump THEN IF Keeps("DeliverThenFree") THEN "deliver" ELSE "read"
          ELSE IF reg[p].awaited # None THEN IF reg[p].slot = None THEN "want" ELSE "deliver"
          ELSE IF p \in Workers /\ reg[p].side = "jobsFull" THEN "handle" ELSE "write"

UseReg(r, p) ==
    IF r.awaited # None /\ r.slot = None THEN FirstReg(p) ELSE
    [r EXCEPT !.togo = {}, !.side = None,
              !.look = None, !.awaited = None,
              !.held = IF p \in Workers /\ r.side = "jobsFull" THEN r.slot ELSE @]

\* After changing a word, a process goes to wake a sleeper on a side; and returns from there.
BackTo(r) == IF r.ret \in {"first", "place"} THEN "want" ELSE r.ret

BackReg(p, r) ==
    CASE r.ret \in {"first", "want"} -> FirstReg(p)
      [] r.ret = "join" -> [Blank EXCEPT !.side = "resultsFull", !.awaited = r.awaited]
      [] r.ret = "place" -> [r EXCEPT !.side = "resultsFree", !.ret = None]
      [] r.ret = "woke" -> [r EXCEPT !.ret = None]
      [] OTHER -> [r EXCEPT !.side = None, !.ret = None]

Back(p, r) == Goto(p, BackTo(r), BackReg(p, r))

ThenWake(p, side, ret, registers) ==
    LET r == [registers EXCEPT !.side = side, !.ret = ret]
    IN IF side \in SleepSides THEN Goto(p, "lookSleepers", r) ELSE Back(p, r)

\* After the change of a word.
ThenMark(p, side, ret, registers) ==
    LET r == [registers EXCEPT !.side = side, !.ret = ret]
    IN IF side \in SleepSides
       THEN Goto(p, "mark", r)
       ELSE Back(p, r)

\* After a worker has put a job back or abandoned a result.
ThenMarkUnfinished(p, side, ret, registers) ==
    IF Keeps("MarkTheUnfinished") THEN ThenMark(p, side, ret, registers)
    ELSE ThenWake(p, side, ret, registers)

\* A check of all slots of p's side.
ThenCheck(p, look, registers) == Goto(p, "beginCheck", [registers EXCEPT !.look = look])

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
    /\ word[slot].state = WantedOn(reg[p].side)
    /\ \/ Wants(p)
       \/ pc[p] \in {"look", "lookWoken"} /\ slot \in reg[p].togo

Claim(p, slot) ==
    /\ CanClaim(p, slot)
    /\ SetWord(slot, ClaimedOn(reg[p].side), Owner(p))
    /\ LET r == [reg[p] EXCEPT !.slot = slot, !.gen = word[slot].gen, !.togo = {}]
       IN CASE pc[p] = "look" -> Goto(p, "leave", r)
            [] pc[p] = "lookWoken" /\ Keeps("WakeTheNext") ->
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

\* A submitter that waits for its result checks whether the pump sleeps ...
Join(p) ==
    /\ pc[p] = "join"
    /\ IF Owner(p) \in sleepers[reg[p].side]
       THEN Goto(p, "replace", reg[p])
       ELSE Goto(p, "want", FirstReg(p))
    /\ UNCHANGED <<memory, table, submission, chances>>

\* ... and in its place may stop at any time: because it has looked for long enough, or because
\* another result has arrived, which is for the pump.
StopInPlace(p) ==
    /\ pc[p] = "inPlace"
    /\ Goto(p, "putName", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* Also CLAIM_FULL in the code.
ClaimInPlace(p) ==
    /\ pc[p] = "inPlace"
    /\ \E slot \in ResultSlots :
          /\ word[slot].state = "FULL"
          /\ message[slot].job = reg[p].awaited
          /\ SetWord(slot, "CLAIMED", Owner(p))
          /\ Goto(p, "putName", [reg[p] EXCEPT !.slot = slot, !.gen = word[slot].gen])
    /\ UNCHANGED <<message, signals, table, submission, chances>>

\* Also ENTER_SLEEPERS in the code.
PutNameBack(p) ==
    /\ pc[p] = "putName"
    /\ sleepers' = [sleepers EXCEPT ![reg[p].side] = @ \cup {Owner(p)}]
    /\ IF Keeps("LookAfterTheCaller")
       THEN ThenCheck(p, "anyLeft", reg[p])
       ELSE Goto(p, Use(p), UseReg(reg[p], p))
    /\ UNCHANGED <<word, message, permits, mark, table, submission, chances>>

\* Has found no slot; or the hints have missed one.
EnterSleepers(p) ==
    /\ IF Keeps("RegisterThenLook") THEN Wants(p) ELSE pc[p] = "enterLate"
    /\ reg[p].side \in SleepSides
    /\ HintsMislead \/ \A slot \in SlotsOf(reg[p].side) : ~CanClaim(p, slot)
    /\ p \in Submitters => waiting = None
    /\ waiting' = IF p \in Submitters THEN p ELSE waiting
    /\ sleepers' = [sleepers EXCEPT ![reg[p].side] = @ \cup {Owner(p)}]
    /\ IF Keeps("RegisterThenLook")
       THEN ThenCheck(p, "look", reg[p])
       ELSE Goto(p, "acquire", reg[p])
    /\ UNCHANGED <<word, message, permits, mark, table, toSubmit, nextId, abandonsLeft, chances>>

\* RegisterThenLook broken.
LookUnregistered(p) ==
    /\ ~Keeps("RegisterThenLook")
    /\ Wants(p)
    /\ ThenCheck(p, "look", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* A check of all slots has found none.
ThenNothing(p) ==
    CASE reg[p].look = "look" ->
            /\ Goto(p, IF Keeps("RegisterThenLook") THEN "acquire" ELSE "enterLate",
                    [reg[p] EXCEPT !.look = None])
            /\ UNCHANGED waiting
      [] reg[p].look = "lookWoken" ->
            /\ Goto(p, "want", [reg[p] EXCEPT !.look = None])
            /\ Unlock(p)
      [] reg[p].look = "anyLeft" ->
            /\ Goto(p, Use(p), UseReg(reg[p], p))
            /\ UNCHANGED waiting

\* In the code each block of slots has its own mark; a block without a mark is skipped.
BeginCheck(p) ==
    /\ pc[p] = "beginCheck"
    /\ IF mark[reg[p].side] = "none"
       THEN ThenNothing(p) /\ UNCHANGED mark
       ELSE /\ mark' = IF reg[p].side \in MarkSides THEN [mark EXCEPT ![reg[p].side] = p] ELSE mark
            /\ Goto(p, reg[p].look, [reg[p] EXCEPT !.togo = SlotsOf(reg[p].side)])
            /\ UNCHANGED waiting
    /\ UNCHANGED <<word, message, permits, sleepers, table, toSubmit, nextId, abandonsLeft,
                   chances>>

\* In the code this is a compare-and-set, with a stamp that each check changes.
EndCheck(p) ==
    /\ pc[p] = "endCheck"
    /\ mark' = IF \/ mark[reg[p].side] = p
                  \/ ~Keeps("CheckBeforeTheLook") /\ reg[p].side \in MarkSides
               THEN [mark EXCEPT ![reg[p].side] = "none"] ELSE mark
    /\ ThenNothing(p)
    /\ UNCHANGED <<word, message, permits, sleepers, table, toSubmit, nextId, abandonsLeft,
                   chances>>

\* One more slot is not wanted; continues after the last.  The order is arbitrary, because the hints
\* say where to begin.
LookAtOne(p) ==
    \E slot \in reg[p].togo :
        /\ ~CanClaim(p, slot)
        /\ Goto(p, IF reg[p].togo = {slot} THEN "endCheck" ELSE pc[p],
                [reg[p] EXCEPT !.togo = @ \ {slot}])

LookAsSleeper(p) ==
    /\ pc[p] = "look"
    /\ LookAtOne(p)
    /\ UNCHANGED <<memory, table, submission, chances>>

\* Returns from the semaphore with a permit, having slept or not.
Sleep(p) ==
    /\ pc[p] \in {"acquire", "timedOut"}
    /\ permits[reg[p].side] > 0
    /\ permits' = [permits EXCEPT ![reg[p].side] = @ - 1]
    /\ Goto(p, "leaveWoken", reg[p])
    /\ UNCHANGED <<word, message, sleepers, mark, table, submission, chances>>

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
    /\ Goto(p, "leave", reg[p])
    /\ UNCHANGED <<memory, table, submission, chances>>

LeaveSleepers(p) ==
    /\ \/ /\ pc[p] = "leaveWoken"
          /\ ThenCheck(p, "lookWoken", reg[p])
          /\ UNCHANGED waiting
       \/ /\ pc[p] = "replace"
          /\ Goto(p, "inPlace", reg[p])
          /\ UNCHANGED waiting
       \/ /\ pc[p] = "leave"
          /\ IF reg[p].slot = None
             THEN Goto(p, "want", reg[p])
             ELSE Goto(p, Use(p), UseReg(reg[p], p))
          /\ Unlock(p)
    /\ sleepers' = [sleepers EXCEPT ![reg[p].side] = @ \ {Owner(p)}]
    /\ UNCHANGED <<word, message, permits, mark, table, toSubmit, nextId, abandonsLeft, chances>>

LookWoken(p) ==
    /\ pc[p] = "lookWoken"
    /\ LookAtOne(p)
    /\ UNCHANGED <<memory, table, submission, chances>>

\* Has claimed a slot.  If another is left, wakes the next sleeper, then uses its own slot.
\* Or was in the pump's place, and looks for results that arrived while the pump was not registered.
LookForMore(p) ==
    /\ pc[p] = "anyLeft"
    /\ LET r == UseReg(reg[p], p)
       IN \E slot \in reg[p].togo :
             IF IsWanted(slot, reg[p].side)
             THEN ThenWake(p, reg[p].side, Use(p), r)
             ELSE Goto(p, IF reg[p].togo = {slot} THEN "endCheck" ELSE "anyLeft",
                       [reg[p] EXCEPT !.togo = @ \ {slot}])
    /\ UNCHANGED <<memory, table, submission, chances>>

(********************************************************************************)
(* Waking a sleeper                                                             *)
(********************************************************************************)
Mark(p) ==
    /\ pc[p] = "mark"
    /\ mark' = [mark EXCEPT ![reg[p].side] = "maybe"]
    /\ Goto(p, "lookSleepers", reg[p])
    /\ UNCHANGED <<word, message, permits, sleepers, table, submission, chances>>

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
    /\ UNCHANGED <<word, message, sleepers, mark, table, submission, chances>>

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
                       [r EXCEPT !.side = "resultsFree", !.job = m.job, !.attempt = m.attempt])
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
          /\ Goto(p, IF submits /\ ~Keeps("ChangeThenLook") THEN "lookEarly" ELSE "publish",
                  [reg[p] EXCEPT !.job = job])
          /\ toSubmit' = IF submits THEN [toSubmit EXCEPT ![p] = @ - 1] ELSE toSubmit
          /\ mark' = IF Keeps("ChangeThenMark") THEN mark
                     ELSE [mark EXCEPT ![FullSide(reg[p].slot)] = "maybe"]
    /\ Unlock(p)
    /\ UNCHANGED <<word, permits, sleepers, delivered, failed, rejected, deaths, published,
                   abandonsLeft, chances>>

\* ChangeThenLook broken: "ret" remembers whether there was a sleeper.
LookEarly(p) ==
    /\ pc[p] = "lookEarly"
    /\ Goto(p, "publish",
            [reg[p] EXCEPT !.ret = IF sleepers["jobsFull"] = {} THEN "nobody" ELSE "somebody"])
    /\ UNCHANGED <<memory, table, submission, chances>>

Publish(p) ==
    /\ pc[p] = "publish"
    /\ SetWord(reg[p].slot, "FULL", Owner(p))
    /\ published' = IF p \in Workers THEN published \cup {reg[p].job} ELSE published
    /\ LET side == FullSide(reg[p].slot)
           ret == IF p \in Workers /\ ~Keeps("PublishOrPutBack") /\ failuresLeft > 0 THEN "putBack"
                  ELSE IF p \in Workers /\ Keeps("PublishThenFree") THEN "free"
                  ELSE IF p \in Submitters /\ Callers THEN "join" ELSE "first"
           r == [reg[p] EXCEPT !.slot = None, !.gen = 0, !.job = None,
                               !.awaited = IF ret = "join" THEN reg[p].job ELSE None]
       IN /\ CASE reg[p].ret = "nobody" -> Goto(p, "want", FirstReg(p))
               [] reg[p].ret = "somebody" ->
                     Goto(p, "lookPermits", [r EXCEPT !.side = side, !.ret = ret])
               [] OTHER -> IF Keeps("ChangeThenMark") THEN ThenMark(p, side, ret, r)
                           ELSE ThenWake(p, side, ret, r)
    /\ UNCHANGED <<message, signals, pending, delivered, failed, rejected, deaths,
                   submission, chances>>

\* A submitter that cannot write its job releases the slot; or a worker that cannot write its result,
\* and then writes a failure or puts the job back; or repair releases a dead worker's.
Abandon(p) ==
    \/ /\ p \in Submitters
       /\ pc[p] = "publish"
       /\ abandonsLeft > 0
       /\ abandonsLeft' = abandonsLeft - 1
       /\ pending' = pending \ {reg[p].job}
       /\ rejected' = rejected \cup {reg[p].job}
       /\ MakeFree(reg[p].slot)
       /\ ThenMark(p, "jobsFree", "first", Blank)
       /\ UNCHANGED <<signals, delivered, failed, deaths, published,
                      toSubmit, nextId, waiting, chances>>
    \/ /\ p \in Workers
       /\ pc[p] = "write"
       /\ failuresLeft > 0
       /\ failuresLeft' = failuresLeft - 1
       /\ MakeFree(reg[p].slot)
       /\ \E ret \in {"place", "putBack"} :
             ThenMarkUnfinished(p, "resultsFree", ret, [reg[p] EXCEPT !.slot = None, !.gen = 0])
       /\ UNCHANGED <<signals, table, submission, killsLeft, cutsLeft, counted>>
    \/ /\ p = Repair
       /\ pc[p] = "drop"
       /\ \E slot \in HalfWritten(reg[p].dead) : MakeFree(slot)
       /\ ThenMark(p, "resultsFree", "dropped", reg[p])
       /\ UNCHANGED <<signals, table, submission, chances>>

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
       ELSE Goto(p, "want", FirstReg(p))
    /\ UNCHANGED <<memory, failed, rejected, deaths, published, submission, chances>>

\* DeliverThenFree broken: the result is read, but not yet delivered.
ReadOnly(p) ==
    /\ ~Keeps("DeliverThenFree")
    /\ pc[p] = "read"
    /\ Goto(p, "free", [reg[p] EXCEPT !.job = message[reg[p].slot].job])
    /\ UNCHANGED <<memory, table, submission, chances>>

Free(p) ==
    /\ \/ /\ pc[p] = "free"
          /\ LET slot == IF p \in Workers THEN reg[p].held ELSE reg[p].slot
                 ret == IF p = Pump /\ ~Keeps("DeliverThenFree") THEN "deliver"
                        ELSE IF p \in Workers /\ ~Keeps("PublishThenFree") THEN "place"
                        ELSE "first"
             IN /\ MakeFree(slot)
                /\ ThenMark(p, FreeSide(slot), ret,
                            [reg[p] EXCEPT !.slot = None, !.held = None, !.gen = 0])
       \/ /\ p = Repair
          /\ pc[p] = "freeHeld"
          /\ MakeFree(reg[p].held)
          /\ ThenMark(p, "jobsFree", "handed", reg[p])
    /\ UNCHANGED <<signals, table, submission, chances>>

(********************************************************************************)
(* Death and repair                                                             *)
(********************************************************************************)
Kill(w) ==
    /\ w \in Workers
    /\ pc[w] \notin {"dead", "forgotten"}
    /\ killsLeft > 0
    /\ killsLeft' = killsLeft - 1
    /\ Goto(w, "dead", Blank)
    /\ deaths' = [j \in Jobs |->
                    IF j \notin published /\ \E s \in HeldJobs(w) : message[s].job = j
                    THEN deaths[j] + 1 ELSE deaths[j]]
    /\ UNCHANGED <<memory, pending, delivered, failed, rejected, published, submission, cutsLeft,
                   failing>>

\* One side after the other ...
SideAfter(side) ==
    CASE side = None -> "jobsFree"
      [] side = "jobsFree" -> "jobsFull"
      [] side = "jobsFull" -> "resultsFree"
      [] side = "resultsFree" -> "resultsFull"
      [] OTHER -> None

RECURSIVE SleepSideAfter(_)
SleepSideAfter(side) ==
    IF SideAfter(side) \in SleepSides \cup {None} THEN SideAfter(side)
    ELSE SleepSideAfter(SideAfter(side))

\* ... repair marks, and forgets the dead worker as a sleeper; then continues with its number.
ToForget(w, side) ==
    LET next == SleepSideAfter(side)
    IN Goto(Repair, IF next = None THEN "reuse" ELSE "markDead",
            [Blank EXCEPT !.dead = w, !.side = next])

\* The next job that the dead worker held; then continues with its sleep.
ToHandBack(w) ==
    IF HeldJobs(w) = {} THEN ToForget(w, None)
    ELSE LET slot == CHOOSE s \in HeldJobs(w) : \A t \in HeldJobs(w) : s <= t
         IN Goto(Repair, IF Keeps("LookForTheResult") THEN "findResult" ELSE "ask",
                 [Blank EXCEPT !.dead = w, !.held = slot, !.job = message[slot].job,
                               !.attempt = message[slot].attempt, !.togo = ResultSlots])

\* The next half-written result; then continues with its jobs.
ToDrop(w) ==
    IF HalfWritten(w) = {} THEN ToHandBack(w)
    ELSE Goto(Repair, "drop", [Blank EXCEPT !.dead = w])

\* No other process changes the slots that name a dead worker, so one step can find them.
BeginRepair(p) ==
    /\ p = Repair
    /\ pc[p] = "rest"
    /\ \E w \in Workers :
          \/ /\ pc[w] = "dead"
             /\ IF Keeps("RepairThenReuse")
                THEN ToDrop(w)
                ELSE /\ pc' = [pc EXCEPT ![w] = "want", ![p] = "drop"]
                     /\ reg' = [reg EXCEPT ![w] = FirstReg(w), ![p] = [Blank EXCEPT !.dead = w]]
             /\ UNCHANGED killsLeft
          \/ /\ ~Keeps("ConfirmTheExit")
             /\ pc[w] # "dead"
             /\ killsLeft > 0
             /\ killsLeft' = killsLeft - 1
             /\ ToDrop(w)
    /\ UNCHANGED <<memory, table, submission, cutsLeft, failing>>

\* One half-written result is done.
DropHalfResult(p) ==
    /\ p = Repair
    /\ pc[p] = "dropped"
    /\ ToDrop(reg[p].dead)
    /\ UNCHANGED <<memory, table, submission, chances>>

\* Is this slot's message the job's result?  First the word is read ...
LookForResult(p) ==
    /\ pc[p] = "findResult"
    /\ \E slot \in reg[p].togo :
          IF word[slot].state \in {"FULL", "CLAIMED"}
          THEN Goto(p, "confirm", [reg[p] EXCEPT !.slot = slot, !.gen = word[slot].gen,
                                                 !.state = word[slot].state])
          ELSE IF reg[p].togo = {slot}
          THEN Goto(p, "ask", [reg[p] EXCEPT !.togo = {}])
          ELSE Goto(p, "findResult", [reg[p] EXCEPT !.togo = @ \ {slot}])
    /\ UNCHANGED <<memory, table, submission, chances>>

\* ... then the job's number, and then the word again.
ConfirmResult(p) ==
    /\ pc[p] = "confirm"
    /\ LET slot == reg[p].slot
           same == /\ word[slot].gen = reg[p].gen
                   /\ Keeps("CompareGenerations") \/ word[slot].state = reg[p].state
           r == [reg[p] EXCEPT !.togo = @ \ {slot}, !.slot = None, !.gen = 0, !.state = None]
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
    /\ UNCHANGED <<word, signals, table, submission, killsLeft, cutsLeft, failuresLeft>>

\* Repair puts a job back, or a worker whose handler has failed.
PutBack(p) ==
    /\ pc[p] = "putBack"
    /\ SetWord(reg[p].held, "FULL", Coordinator)
    /\ \/ /\ p = Repair
          /\ message' = [message EXCEPT ![reg[p].held].attempt = reg[p].attempt + 1]
          /\ ThenMark(p, "jobsFull", "handed", reg[p])
       \/ /\ p \in Workers
          /\ IF Keeps("CountThenPutBack")
             THEN ThenMarkUnfinished(p, "jobsFull", "first", [reg[p] EXCEPT !.held = None])
             ELSE Goto(p, "count", reg[p])
          /\ UNCHANGED message
    /\ UNCHANGED <<signals, table, submission, chances>>

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
    /\ UNCHANGED <<word, message, permits, sleepers, table, submission, chances>>

ForgetSleeper(p) ==
    /\ pc[p] = "forget"
    /\ sleepers' = [sleepers EXCEPT ![reg[p].side] = @ \ {reg[p].dead}]
    /\ Goto(p, "lookOthers", reg[p])
    /\ UNCHANGED <<word, message, permits, mark, table, submission, chances>>

\* Wakes another even if there is a permit: the dead worker may have been woken for it, or may have
\* added it without waking a sleeper.
LookForOthers(p) ==
    /\ pc[p] = "lookOthers"
    /\ IF /\ sleepers[reg[p].side] # {}
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

\* A new worker gets the dead one's number.
ReuseNumber(p) ==
    /\ pc[p] = "reuse"
    /\ LET w == reg[p].dead
       IN IF pc[w] = "dead"
          THEN /\ pc' = [pc EXCEPT ![w] = "want", ![p] = "rest"]
               /\ reg' = [reg EXCEPT ![w] = FirstReg(w), ![p] = Blank]
          ELSE Goto(p, "rest", Blank)
    /\ UNCHANGED <<memory, table, submission, chances>>

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

WakeStep(p) == Mark(p) \/ LookForSleepers(p) \/ LookForPermits(p) \/ AddPermit(p) \/ Wake(p)

SubmitterStep(p) ==
    \/ WantStep(p) \/ WakeStep(p) \/ Write(p) \/ LookEarly(p) \/ Publish(p)
    \/ Join(p) \/ ClaimInPlace(p) \/ StopInPlace(p) \/ PutNameBack(p) \/ Deliver(p) \/ Free(p)

WorkerStep(p) ==
    \/ WantStep(p) \/ WakeStep(p) \/ RunHandler(p) \/ Write(p) \/ Publish(p) \/ Free(p)
    \/ CountAttempt(p) \/ PutBack(p)

PumpStep(p) == WantStep(p) \/ WakeStep(p) \/ Deliver(p) \/ ReadOnly(p) \/ Free(p)

RepairStep(p) ==
    \/ WakeStep(p) \/ Free(p)
    \/ BeginRepair(p) \/ DropHalfResult(p)
    \/ LookForResult(p) \/ ConfirmResult(p) \/ AskPending(p)
    \/ CountAttempt(p) \/ PutBack(p) \/ HandBack(p)
    \/ MarkForDead(p) \/ ForgetSleeper(p) \/ LookForOthers(p) \/ WakeForDead(p) \/ ReuseNumber(p)

Next ==
    \/ \E p \in Submitters : SubmitterStep(p) \/ Abandon(p)
    \/ \E p \in Workers : WorkerStep(p) \/ FailHandler(p) \/ Abandon(p) \/ Kill(p)
    \/ \E p \in {Pump} : PumpStep(p)
    \/ \E p \in {Repair} : RepairStep(p) \/ Abandon(p) \/ CutShort(p)

\* No process is suspended forever.  But kills, interrupted repairs, failed writes and failed handlers
\* need not occur.
Fairness ==
    /\ \A p \in Submitters : WF_vars(SubmitterStep(p))
    /\ \A p \in Workers : WF_vars(WorkerStep(p))
    /\ WF_vars(PumpStep(Pump))
    /\ WF_vars(RepairStep(Repair) \/ Abandon(Repair))

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
        \/ \E s \in ResultSlots : word[s].state \in {"FULL", "CLAIMED"} /\ message[s].job = j

\* I2: a job ends once.
I2_DeliveredOnce ==
    \A j \in Jobs : delivered[j] + (IF j \in failed \cup rejected THEN 1 ELSE 0) <= 1

\* I3: a process that is named in a slot knows it, or is dead and will be repaired.
I3_OwnersKnow ==
    \A s \in Slots : word[s].state \in {"WRITING", "CLAIMED"} =>
        IF word[s].owner \in Workers
        THEN \/ pc[word[s].owner] \in {"dead", "forgotten"}
             \/ s \in {reg[word[s].owner].slot, reg[word[s].owner].held}
        ELSE \E p \in Submitters \cup {Pump} : reg[p].slot = s

\* I4: a process that finds no permit adds one, so there are never more permits than processes that
\* can wake a sleeper of that side; and repair adds one each time it runs.
OthersWhoWake(side) ==
    CASE side = "jobsFree" -> Cardinality(Workers) + Cardinality(Submitters)
      [] side = "jobsFull" -> Cardinality(Submitters) + Cardinality(Workers) - 1
      [] side = "resultsFree" -> 1 + Cardinality(Workers) - 1
      [] side = "resultsFull" -> Cardinality(Workers)
                                    + IF Callers THEN Cardinality(Submitters) ELSE 0

I4_FewPermits ==
    LET repairs == (Kills - killsLeft) + (Cuts - cutsLeft)
    IN \A side \in Sides :
          permits[side] <= OthersWhoWake(side) + repairs + (IF repairs > 0 THEN 1 ELSE 0)

\* I5: a process that is about to read or write a payload has owned the slot since its claim; and
\* what it is about to read was written in the same generation.
I5_OwnClaimOnly ==
    \A p \in Processes :
        /\ pc[p] \in {"handle", "deliver", "read"} /\ reg[p].slot # None =>
              /\ word[reg[p].slot] =
                    [state |-> "CLAIMED", owner |-> Owner(p), gen |-> reg[p].gen]
              /\ message[reg[p].slot].gen = reg[p].gen
        /\ pc[p] \in {"write", "publish"} =>
              word[reg[p].slot] = [state |-> "WRITING", owner |-> Owner(p), gen |-> reg[p].gen]
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

\* When nothing but the return of a handler can happen, no process sleeps that would find a slot.
IsSettled(p) ==
    \/ pc[p] \in {"asleep", "handle", "rest", "forgotten"}
    \/ pc[p] = "want" /\ ~Wants(p)
    \/ /\ pc[p] = "want"
       /\ \/ reg[p].side \notin SleepSides
          \/ p \in Submitters /\ waiting \notin {None, p}
       /\ \A slot \in SlotsOf(reg[p].side) : ~CanClaim(p, slot)

NoStranded ==
    (\A p \in Processes : IsSettled(p)) =>
        \A p \in Processes :
            pc[p] = "asleep" => \A s \in SlotsOf(reg[p].side) : ~IsWanted(s, reg[p].side)
==================================================================================
