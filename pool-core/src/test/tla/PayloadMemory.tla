------------------------------ MODULE PayloadMemory ------------------------------
(********************************************************************************)
(* The payload memory of one queue.  The slots are as SemaphoreQueue has them,  *)
(* but a change of a slot is one step here, without marks, notes and sleepers.  *)
(*                                                                              *)
(*   writers    get a slot, then claim chunks; write; publish                   *)
(*   readers    take a message, read it from its chunks, free its slot          *)
(*   the returner   the coordinator, which returns the memory of free chunks    *)
(*                                                                              *)
(* Writers and readers may be killed after any step.  Repair is one step: the   *)
(* half-written message of a dead writer is dropped, and that of a dead reader  *)
(* is handed out again.  If the coordinator dies, its pool ends.                *)
(*                                                                              *)
(* A chunk's word names a use of a slot: its number and generation.  The chunk  *)
(* is in use while the slot has that generation, whatever its state: the word   *)
(* of a slot that is being written still says FREE.  The end of a use is FREE   *)
(* in the next generation.  A chunk whose memory is being returned is in use,   *)
(* too, but by no slot.                                                         *)
(********************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Writers, Readers,   \* sets of processes
    Slots, Chunks,      \* sets of numbers
    Wanted,             \* how many chunks a message needs
    Kills,              \* how many processes may be killed
    MaxGeneration,      \* a slot's last use
    Returns,            \* whether memory is returned to the system
    Broken              \* the rules that this run breaks

Keeps(rule) == rule \notin Broken

(* Each is asked where it matters. *)
Rules == {
    "LookAtUse",        \* only a chunk whose use is over is claimed
    "NameGeneration",   \* a word names the use of a slot, not only the slot
    "CompareAndSet",    \* a chunk's word is claimed only if it has not changed
    "ReadyIsProvided",  \* a word says ready only once the file has the memory
    "ClaimToReturn" }   \* memory is returned only of chunks that were claimed

VARIABLES
    state, generation, message,         \* of each slot; the state: free, full or taken
    drafter,                            \* who writes it; known to the writers, but not in its word
    taker,                              \* who has taken its message
    word, memory, content,              \* of each chunk
    pc, slot, chunks, seen,             \* of each process
    killed, faults, torn

vars == <<state, generation, message, drafter, taker, word, memory, content,
          pc, slot, chunks, seen, killed, faults, torn>>

Returner == "returner"
Nobody == "nobody"
Processes == Writers \union Readers \union {Returner}
None == [state |-> "none"]
NoUse(name) == [state |-> name, slot |-> CHOOSE s \in Slots: TRUE, generation |-> 0]
Bare == NoUse("bare")
Returning == NoUse("returning")

Init ==
    /\ state = [s \in Slots |-> "free"]
    /\ drafter = [s \in Slots |-> Nobody]
    /\ taker = [s \in Slots |-> Nobody]
    /\ generation = [s \in Slots |-> 0]
    /\ message = [s \in Slots |-> {}]
    /\ word = [c \in Chunks |-> Bare]
    /\ memory = [c \in Chunks |-> FALSE]
    /\ content = [c \in Chunks |-> <<>>]
    /\ pc = [p \in Processes |-> "idle"]
    /\ slot = [p \in Processes |-> 0]
    /\ chunks = [p \in Processes |-> {}]
    /\ seen = [p \in Processes |-> None]
    /\ killed = {}
    /\ faults = 0
    /\ torn = 0

Named(s) == IF Keeps("NameGeneration") THEN generation[s] ELSE 0

Use(p, s) == [slot |-> slot[p], generation |-> Named(slot[p]), state |-> s]

IsOver(w) ==
    \/ w.state = "bare"
    \/ /\ w.state # "returning"
       /\ IF Keeps("NameGeneration")
          THEN generation[w.slot] # w.generation
          ELSE state[w.slot] = "free"

MayClaim(w) == Keeps("LookAtUse") => IsOver(w)

-----------------------------------------------------------------------------------
(* Slots *)

ClaimFree(p) ==
    /\ p \in Writers
    /\ pc[p] = "idle"
    /\ \E s \in Slots:
        /\ state[s] = "free"
        /\ drafter[s] = Nobody
        /\ generation[s] < MaxGeneration
        /\ drafter' = [drafter EXCEPT ![s] = p]
        /\ slot' = [slot EXCEPT ![p] = s]
    /\ pc' = [pc EXCEPT ![p] = "look"]
    /\ UNCHANGED <<state, generation, message, taker, word, memory, content, chunks, seen, killed,
                   faults, torn>>

Freed(s) ==
    /\ state' = [state EXCEPT ![s] = "free"]
    /\ generation' = [generation EXCEPT ![s] = @ + 1]
    /\ drafter' = [drafter EXCEPT ![s] = Nobody]
    /\ taker' = [taker EXCEPT ![s] = Nobody]
    /\ message' = [message EXCEPT ![s] = {}]

Abandon(p) ==
    /\ pc[p] = "look"
    /\ Freed(slot[p])
    /\ pc' = [pc EXCEPT ![p] = "idle"]
    /\ chunks' = [chunks EXCEPT ![p] = {}]
    /\ UNCHANGED <<word, memory, content, slot, seen, killed, faults, torn>>

Publish(p) ==
    /\ pc[p] = "publish"
    /\ state' = [state EXCEPT ![slot[p]] = "full"]
    /\ drafter' = [drafter EXCEPT ![slot[p]] = Nobody]
    /\ message' = [message EXCEPT ![slot[p]] = chunks[p]]
    /\ pc' = [pc EXCEPT ![p] = "idle"]
    /\ chunks' = [chunks EXCEPT ![p] = {}]
    /\ UNCHANGED <<generation, taker, word, memory, content, slot, seen, killed, faults, torn>>

ClaimFull(p) ==
    /\ p \in Readers
    /\ pc[p] = "idle"
    /\ \E s \in Slots:
        /\ state[s] = "full"
        /\ state' = [state EXCEPT ![s] = "taken"]
        /\ taker' = [taker EXCEPT ![s] = p]
        /\ slot' = [slot EXCEPT ![p] = s]
    /\ pc' = [pc EXCEPT ![p] = "read"]
    /\ UNCHANGED <<generation, message, drafter, word, memory, content, chunks, seen, killed,
                   faults, torn>>

(* Accesses a chunk that has no memory: the process may get a SIGBUS. *)
Faults(accessed) == IF \E c \in accessed: ~memory[c] THEN 1 ELSE 0

Read(p) ==
    /\ pc[p] = "read"
    /\ LET s == slot[p] IN
        /\ torn' = IF \E c \in message[s]: content[c] # <<s, generation[s]>> THEN 1 ELSE torn
        /\ faults' = faults + Faults(message[s])
    /\ pc' = [pc EXCEPT ![p] = "free"]
    /\ UNCHANGED <<state, generation, message, drafter, taker, word, memory, content, slot,
                   chunks, seen, killed>>

Free(p) ==
    /\ pc[p] = "free"
    /\ Freed(slot[p])
    /\ pc' = [pc EXCEPT ![p] = "idle"]
    /\ UNCHANGED <<word, memory, content, slot, chunks, seen, killed, faults, torn>>

-----------------------------------------------------------------------------------
(* Chunks *)

Look(p) ==
    /\ pc[p] = "look"
    /\ \E c \in Chunks \ chunks[p]:
        /\ MayClaim(word[c])
        /\ seen' = [seen EXCEPT ![p] = [state |-> "seen", chunk |-> c, word |-> word[c]]]
    /\ pc' = [pc EXCEPT ![p] = "claim"]
    /\ UNCHANGED <<state, generation, message, drafter, taker, word, memory, content, slot,
                   chunks, killed, faults, torn>>

ClaimChunk(p) ==
    /\ pc[p] = "claim"
    /\ LET c == seen[p].chunk
           before == seen[p].word
           isReady == before.state = "ready" \/ ~Keeps("ReadyIsProvided")
           mine == Use(p, IF isReady THEN "ready" ELSE "preparing")
           enough == Cardinality(chunks[p]) + 1 = Wanted
       IN
        IF word[c] = before \/ ~Keeps("CompareAndSet")
        THEN /\ word' = [word EXCEPT ![c] = mine]
             /\ chunks' = [chunks EXCEPT ![p] = @ \union {c}]
             /\ pc' = [pc EXCEPT ![p] = IF enough THEN "provide" ELSE "look"]
        ELSE /\ UNCHANGED <<word, chunks>>
             /\ pc' = [pc EXCEPT ![p] = "look"]
    /\ seen' = [seen EXCEPT ![p] = None]
    /\ UNCHANGED <<state, generation, message, drafter, taker, memory, content, slot, killed,
                   faults, torn>>

(* Writes zeros to the file, for those that are not ready. *)
ProvideChunks(p) ==
    /\ pc[p] = "provide"
    /\ LET bare == {c \in chunks[p]: word[c].state = "preparing"} IN
        /\ memory' = [c \in Chunks |-> memory[c] \/ c \in bare]
        /\ content' = [c \in Chunks |-> IF c \in bare THEN <<>> ELSE content[c]]
    /\ pc' = [pc EXCEPT ![p] = "ready"]
    /\ UNCHANGED <<state, generation, message, drafter, taker, word, slot, chunks, seen, killed,
                   faults, torn>>

Ready(p) ==
    /\ pc[p] = "ready"
    /\ word' = [c \in Chunks |->
                    IF c \in chunks[p] /\ word[c].state = "preparing" THEN Use(p, "ready") ELSE word[c]]
    /\ pc' = [pc EXCEPT ![p] = "write"]
    /\ UNCHANGED <<state, generation, message, drafter, taker, memory, content, slot, chunks,
                   seen, killed, faults, torn>>

Write(p) ==
    /\ pc[p] = "write"
    /\ content' = [c \in Chunks |->
                        IF c \in chunks[p] THEN <<slot[p], generation[slot[p]]>> ELSE content[c]]
    /\ faults' = faults + Faults(chunks[p])
    /\ pc' = [pc EXCEPT ![p] = "publish"]
    /\ UNCHANGED <<state, generation, message, drafter, taker, word, memory, slot, chunks, seen,
                   killed, torn>>

-----------------------------------------------------------------------------------
(* The return of memory to the system *)

LookToReturn ==
    /\ Returns
    /\ pc[Returner] = "idle"
    /\ \E c \in Chunks:
        /\ word[c].state = "ready"
        /\ IsOver(word[c])
        /\ seen' = [seen EXCEPT ![Returner] = [state |-> "seen", chunk |-> c, word |-> word[c]]]
    /\ pc' = [pc EXCEPT ![Returner] = "claimToReturn"]
    /\ UNCHANGED <<state, generation, message, drafter, taker, word, memory, content, slot,
                   chunks, killed, faults, torn>>

ClaimToReturn ==
    /\ pc[Returner] = "claimToReturn"
    /\ LET c == seen[Returner].chunk IN
        IF word[c] = seen[Returner].word
        THEN /\ word' = IF Keeps("ClaimToReturn") THEN [word EXCEPT ![c] = Returning] ELSE word
             /\ chunks' = [chunks EXCEPT ![Returner] = {c}]
             /\ pc' = [pc EXCEPT ![Returner] = "return"]
        ELSE /\ pc' = [pc EXCEPT ![Returner] = "idle"]
             /\ UNCHANGED <<word, chunks>>
    /\ seen' = [seen EXCEPT ![Returner] = None]
    /\ UNCHANGED <<state, generation, message, drafter, taker, memory, content, slot, killed,
                   faults, torn>>

Return ==
    /\ pc[Returner] = "return"
    /\ memory' = [c \in Chunks |-> memory[c] /\ c \notin chunks[Returner]]
    /\ pc' = [pc EXCEPT ![Returner] = "bare"]
    /\ UNCHANGED <<state, generation, message, drafter, taker, word, content, slot, chunks, seen,
                   killed, faults, torn>>

BareAgain ==
    /\ pc[Returner] = "bare"
    /\ word' = [c \in Chunks |-> IF c \in chunks[Returner] THEN Bare ELSE word[c]]
    /\ pc' = [pc EXCEPT ![Returner] = "idle"]
    /\ chunks' = [chunks EXCEPT ![Returner] = {}]
    /\ UNCHANGED <<state, generation, message, drafter, taker, memory, content, slot, seen,
                   killed, faults, torn>>

-----------------------------------------------------------------------------------
(* Deaths *)

Kill(p) ==
    /\ p # Returner
    /\ Cardinality(killed) < Kills
    /\ pc[p] \notin {"idle", "dead"}
    /\ killed' = killed \union {p}
    /\ pc' = [pc EXCEPT ![p] = "dead"]
    /\ UNCHANGED <<state, generation, message, drafter, taker, word, memory, content, slot,
                   chunks, seen, faults, torn>>

Repair(p) ==
    /\ pc[p] = "dead"
    /\ \E s \in Slots:
        \/ drafter[s] = p /\ Freed(s)
        \/ /\ taker[s] = p
           /\ state' = [state EXCEPT ![s] = "full"]
           /\ taker' = [taker EXCEPT ![s] = Nobody]
           /\ UNCHANGED <<generation, drafter, message>>
    /\ UNCHANGED <<word, memory, content, pc, slot, chunks, seen, killed, faults, torn>>

Next ==
    \/ \E p \in Processes:
        \/ ClaimFree(p) \/ Look(p) \/ ClaimChunk(p) \/ ProvideChunks(p) \/ Ready(p) \/ Write(p)
        \/ Publish(p) \/ Abandon(p) \/ ClaimFull(p) \/ Read(p) \/ Free(p) \/ Kill(p) \/ Repair(p)
    \/ LookToReturn \/ ClaimToReturn \/ Return \/ BareAgain

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------------
(* What must hold *)

(* A reader reads what the writer of its message wrote. *)
ReadsWhatWasWritten == torn = 0

(* No process accesses a chunk for which the file has no memory. *)
NoFault == faults = 0

(* A message has its own chunks, and no others that could be used. *)
OnlyItsOwn ==
    \A s \in Slots: state[s] # "free" =>
        {c \in Chunks: word[c].slot = s /\ word[c].state # "returning" /\ ~IsOver(word[c])} = message[s]

(* When no slot is in use, all chunks are free, whatever was killed. *)
NoLeak ==
    (\A s \in Slots: state[s] = "free" /\ drafter[s] = Nobody) =>
        \A c \in Chunks: IsOver(word[c]) \/ c \in chunks[Returner]
===================================================================================
