------------------------------ MODULE LectureQueue -------------------------------
(********************************************************************************)
(* The lecture's queue: a ring of slots, two counting semaphores and two        *)
(* counters from which each process draws a number.                             *)
(*                                                                              *)
(*   put:  wait(isem)  slot = fetch_add(qii) % N  write the slot  post(osem)    *)
(*   get:  wait(osem)  slot = fetch_add(qjj) % N  read the slot   post(isem)    *)
(*                                                                              *)
(* With one putter, one getter and no kill, all properties at the end of this   *)
(* file hold.  With two putters, two getters or a kill, they do not.            *)
(*                                                                              *)
(* Where a process is (pc):                                                     *)
(*                                                                              *)
(*   putter   wait, draw, write, post                                           *)
(*   getter   wait, draw, read, post                                            *)
(********************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Putters, Getters,   \* sets of model values
    SlotCount,
    PutsEach,           \* how many messages each putter puts
    Kills               \* how many of them may be killed, at any step

Processes == Putters \cup Getters
Slots == 0..(SlotCount - 1)
NoNumber == 0

VARIABLES
    isem, osem,     \* permits: free slots, full slots
    qii, qjj,       \* the next number to put with, to get with; from 1
    slots,          \* of each slot: the number of the last message written
    pc,
    number,         \* the number that each process has drawn
    toPut,          \* how many messages each putter has still to put
    got,            \* numbers of messages that were read
    killsLeft

vars == <<isem, osem, qii, qjj, slots, pc, number, toPut, got, killsLeft>>

Init ==
    /\ isem = SlotCount
    /\ osem = 0
    /\ qii = 1
    /\ qjj = 1
    /\ slots = [s \in Slots |-> NoNumber]
    /\ pc = [p \in Processes |-> "wait"]
    /\ number = [p \in Processes |-> NoNumber]
    /\ toPut = [p \in Putters |-> PutsEach]
    /\ got = {}
    /\ killsLeft = Kills

SlotOf(p) == number[p] % SlotCount
Goto(p, label) == pc' = [pc EXCEPT ![p] = label]

(********************************************************************************)
(* Putting                                                                      *)
(********************************************************************************)
WaitFree(p) ==
    /\ pc[p] = "wait" /\ toPut[p] > 0
    /\ isem > 0
    /\ isem' = isem - 1
    /\ toPut' = [toPut EXCEPT ![p] = @ - 1]
    /\ Goto(p, "draw")
    /\ UNCHANGED <<osem, qii, qjj, slots, number, got, killsLeft>>

DrawToPut(p) ==
    /\ pc[p] = "draw"
    /\ number' = [number EXCEPT ![p] = qii]
    /\ qii' = qii + 1
    /\ Goto(p, "write")
    /\ UNCHANGED <<isem, osem, qjj, slots, toPut, got, killsLeft>>

WriteSlot(p) ==
    /\ pc[p] = "write"
    /\ slots' = [slots EXCEPT ![SlotOf(p)] = number[p]]
    /\ Goto(p, "post")
    /\ UNCHANGED <<isem, osem, qii, qjj, number, toPut, got, killsLeft>>

PostFull(p) ==
    /\ pc[p] = "post"
    /\ osem' = osem + 1
    /\ number' = [number EXCEPT ![p] = NoNumber]
    /\ Goto(p, "wait")
    /\ UNCHANGED <<isem, qii, qjj, slots, toPut, got, killsLeft>>

(********************************************************************************)
(* Getting                                                                      *)
(********************************************************************************)
WaitFull(p) ==
    /\ pc[p] = "wait"
    /\ osem > 0
    /\ osem' = osem - 1
    /\ Goto(p, "draw")
    /\ UNCHANGED <<isem, qii, qjj, slots, number, toPut, got, killsLeft>>

DrawToGet(p) ==
    /\ pc[p] = "draw"
    /\ number' = [number EXCEPT ![p] = qjj]
    /\ qjj' = qjj + 1
    /\ Goto(p, "read")
    /\ UNCHANGED <<isem, osem, qii, slots, toPut, got, killsLeft>>

ReadSlot(p) ==
    /\ pc[p] = "read"
    /\ got' = got \cup {slots[SlotOf(p)]}
    /\ Goto(p, "post")
    /\ UNCHANGED <<isem, osem, qii, qjj, slots, number, toPut, killsLeft>>

PostFree(p) ==
    /\ pc[p] = "post"
    /\ isem' = isem + 1
    /\ number' = [number EXCEPT ![p] = NoNumber]
    /\ Goto(p, "wait")
    /\ UNCHANGED <<osem, qii, qjj, slots, toPut, got, killsLeft>>

\* A killed process loses its number, which is only in its own memory.  Another process puts the
\* messages that are left, beginning at "wait"; the model lets the same one do it.
Kill(p) ==
    /\ killsLeft > 0
    /\ pc[p] # "wait"
    /\ killsLeft' = killsLeft - 1
    /\ number' = [number EXCEPT ![p] = NoNumber]
    /\ Goto(p, "wait")
    /\ UNCHANGED <<isem, osem, qii, qjj, slots, toPut, got>>

Next ==
    \/ \E p \in Putters : WaitFree(p) \/ DrawToPut(p) \/ WriteSlot(p) \/ PostFull(p)
    \/ \E p \in Getters : WaitFull(p) \/ DrawToGet(p) \/ ReadSlot(p) \/ PostFree(p)
    \/ \E p \in Processes : Kill(p)

Spec == Init /\ [][Next]_vars

(********************************************************************************)
(* What should hold                                                             *)
(********************************************************************************)

\* A process that is about to read finds what was written with the same number.
ReadsWhatWasWritten ==
    \A p \in Getters : pc[p] = "read" => slots[SlotOf(p)] = number[p]

\* Each message in a slot was read, or can still be: its turn is to come, or a process has its
\* number.
NoMessageIsLost ==
    \A s \in Slots :
        slots[s] \in {NoNumber} \cup got \/ slots[s] >= qjj
        \/ \E p \in Getters : number[p] = slots[s]

\* Each permit is there or held by a process: when all wait, all slots are accounted for.
NoPermitIsLost ==
    (\A p \in Processes : pc[p] = "wait") => isem + osem = SlotCount
==================================================================================
